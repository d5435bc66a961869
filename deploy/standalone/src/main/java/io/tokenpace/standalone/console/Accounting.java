package io.tokenpace.standalone.console;

import java.util.Locale;

/**
 * What became of the reports that were sent. Each is one of four things, so the sum is a promise
 * that can be checked.
 *
 * @param sent reports published
 * @param folded reports that went into the rows
 * @param duplicate reports that were there already
 * @param late reports that came too late
 * @param dead records that could not be used
 */
public record Accounting(long sent, long folded, long duplicate, long late, long dead) {
  /** Whether every report that was sent is accounted for. */
  public boolean adds() {
    return folded + duplicate + late + dead == sent;
  }

  /**
   * Throws if a report is not accounted for.
   *
   * @throws IllegalStateException saying how many are not
   */
  public void requireToAdd() {
    if (!adds()) {
      throw new IllegalStateException(
          "reports: %d unaccounted for (expected: none)"
              .formatted(sent - folded - duplicate - late - dead));
    }
  }

  /** The sum as one line. */
  public String toLine() {
    return String.format(
        Locale.ROOT,
        "reports: sent %,d %s folded %,d + duplicate %,d + late %,d + dead %,d",
        sent,
        adds() ? "=" : "≠",
        folded,
        duplicate,
        late,
        dead);
  }
}
