package io.tokenpace.standalone.rows;

/**
 * How many rows a run has.
 *
 * @param rolling rows of all windows
 * @param tumbling rows of those windows that do not overlap
 */
public record RowCounts(long rolling, long tumbling) {
  @Override
  public String toString() {
    return "%d rows, %d of them tumbling".formatted(rolling, tumbling);
  }
}
