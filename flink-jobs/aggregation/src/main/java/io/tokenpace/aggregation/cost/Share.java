package io.tokenpace.aggregation.cost;

import io.tokenpace.schemas.codec.SeriesLabels;

/**
 * Who is charged.
 *
 * @param node node whose GPUs the time is of
 * @param gpuType type of these GPUs
 * @param labels for whose requests; {@link #IDLE} if for nobody's
 */
public record Share(String node, String gpuType, SeriesLabels labels) {
  private static final String IDLE_LABEL = "(idle)";

  /** Labels of time nobody asked for. */
  public static final SeriesLabels IDLE =
      new SeriesLabels(IDLE_LABEL, IDLE_LABEL, IDLE_LABEL, IDLE_LABEL, IDLE_LABEL);

  /** Whether nobody asked for it. */
  public boolean idle() {
    return labels.equals(IDLE);
  }
}
