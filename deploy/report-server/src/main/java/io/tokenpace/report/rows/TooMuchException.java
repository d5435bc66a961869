package io.tokenpace.report.rows;

import java.io.Serial;

/** More was asked for than one answer may touch. Nothing was read. */
public final class TooMuchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String what;
  private final long asked;
  private final long limit;
  private final String fits;

  /**
   * A refusal.
   *
   * @param what what was counted, such as rows
   * @param asked how many the answer would touch, at least
   * @param limit how many it may touch
   * @param fits what would fit
   */
  public TooMuchException(String what, long asked, long limit, String fits) {
    super("%s: %d (expected: at most %d; %s)".formatted(what, asked, limit, fits));
    this.what = what;
    this.asked = asked;
    this.limit = limit;
    this.fits = fits;
  }

  /** What was counted. */
  public String what() {
    return what;
  }

  /** How many the answer would touch, at least. */
  public long asked() {
    return asked;
  }

  /** How many it may touch. */
  public long limit() {
    return limit;
  }

  /** What would fit, in words. */
  public String fits() {
    return fits;
  }
}
