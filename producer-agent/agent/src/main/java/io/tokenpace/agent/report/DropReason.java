package io.tokenpace.agent.report;

/** Why events could not be reported. */
public enum DropReason {
  /** The ring was full when a request started. */
  RING_FULL_START("ring_full_start"),
  /** The ring was three quarters full when a chunk came. */
  RING_FULL_CHUNK("ring_full_chunk"),
  /** The ring was full when a request ended. */
  RING_FULL_END("ring_full_end"),
  /** An event held what no reader takes. */
  INVALID_EVENT("invalid_event"),
  /** A report could not be written. */
  UNWRITABLE_REPORT("unwritable_report"),
  /** The spool was full, and this was the oldest. */
  SPOOL_FULL("spool_full"),
  /** It lay in the spool for too long. */
  SPOOL_EXPIRED("spool_expired"),
  /** Kafka takes no record as large. */
  RECORD_TOO_LARGE("record_too_large"),
  /** Kafka never takes this record. */
  RECORD_REFUSED("record_refused");

  private final String word;

  DropReason(String word) {
    this.word = word;
  }

  /** As reports and metrics spell it. */
  public String word() {
    return word;
  }
}
