package io.tokenpace.simulator.load;

/** What became of a request, as its client saw it. */
enum Outcome {
  /** All of the answer came. */
  COMPLETED("completed"),
  /** The client left. */
  CANCELLED("cancelled"),
  /** Status 429 or 503. */
  REJECTED("rejected"),
  /** Any other status from 400 to 499. */
  CLIENT_ERROR("client_error"),
  /** Any other status, an error in the stream, or no connection. */
  FAILED("failed"),
  /** The connection ended before the answer did. */
  TRUNCATED("truncated");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
