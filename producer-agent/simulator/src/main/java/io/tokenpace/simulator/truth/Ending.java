package io.tokenpace.simulator.truth;

/** How a request ended. */
public enum Ending {
  /** All of its answer was written. */
  COMPLETED("completed"),
  /** Status 500 instead of an answer. */
  FAILED_BEFORE_STREAM("failed_before_stream"),
  /** An error in the stream, or status 500 to a request that is not streamed. */
  FAILED_IN_BAND("failed_in_band"),
  /** The engine closed the connection in the middle. */
  FAILED_CUT("failed_cut"),
  /** The queue was full. */
  REJECTED("rejected"),
  /** The request was no good. */
  REFUSED("refused"),
  /** The client left. */
  CANCELLED("cancelled"),
  /** The engine was told to end. */
  SHUTDOWN("shutdown");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  /** Its name in the file. */
  public String label() {
    return label;
  }
}
