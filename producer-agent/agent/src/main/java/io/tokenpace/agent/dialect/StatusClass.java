package io.tokenpace.agent.dialect;

/** Which kind of error a status tells of. */
public final class StatusClass {
  private StatusClass() {}

  /**
   * The error class of a status or of an error's code.
   *
   * @param status -1 if there is none
   */
  public static String of(int status) {
    if (status == 429 || status == 503 || status == 529) {
      return "overload";
    }
    return status >= 500 && status <= 599 ? "engine_error" : "other";
  }
}
