package io.tokenpace.simulator.answer;

/** Which share of the requests fails in which way. */
public record FailureShares(double beforeStream, double inBand, double cut) {
  /** Nothing fails. */
  public static final FailureShares NONE = new FailureShares(0, 0, 0);

  /** Checks the shares. */
  public FailureShares {
    if (!(beforeStream >= 0 && inBand >= 0 && cut >= 0 && beforeStream + inBand + cut <= 1)) {
      throw new IllegalArgumentException(
          "failures: %s, %s, %s (expected: from 0 to 1, also in sum)"
              .formatted(beforeStream, inBand, cut));
    }
  }

  /** The failure that a number in [0, 1) stands for. */
  Failure at(double unit) {
    if (unit < beforeStream) {
      return Failure.BEFORE_STREAM;
    }
    if (unit < beforeStream + inBand) {
      return Failure.IN_BAND;
    }
    return unit < beforeStream + inBand + cut ? Failure.CUT : Failure.NONE;
  }
}
