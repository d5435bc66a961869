package io.tokenpace.schemas.codec;

/** Why a record is refused. The names are on the wire (dead letters) and in counters. */
public enum RejectionReason {
  /** The record has no value, or one of length 0. */
  EMPTY,
  /** The value is longer than {@link WireFormat#MAX_RECORD_BYTES}. */
  TOO_LARGE,
  /** The value does not begin as a single-object encoding does. */
  NOT_SINGLE_OBJECT,
  /** The value names a schema this version does not know; replay it after the upgrade. */
  UNKNOWN_FINGERPRINT,
  /** The value ends before its schema says it may. */
  TRUNCATED,
  /** The value cannot be read by its schema. */
  MALFORMED,
  /** The value can be read, but a field breaks a rule of the schema's documentation. */
  INVALID,
  /** The value goes on after its schema says it ends. */
  TRAILING_BYTES,
  /** The event time is more than a minute ahead of the time the broker appended the record. */
  CLOCK_AHEAD
}
