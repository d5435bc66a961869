package io.tokenpace.simulator.answer;

/** How a request can fail. */
public enum Failure {
  /** It does not. */
  NONE("completed"),
  /** Status 500 instead of an answer. */
  BEFORE_STREAM("failed_before_stream"),
  /** An error in the stream; a request that is not streamed gets status 500. */
  IN_BAND("failed_in_band"),
  /** The connection is closed in the middle of the answer. */
  CUT("failed_cut");

  private final String label;

  Failure(String label) {
    this.label = label;
  }

  /** Its name in files. */
  public String label() {
    return label;
  }
}
