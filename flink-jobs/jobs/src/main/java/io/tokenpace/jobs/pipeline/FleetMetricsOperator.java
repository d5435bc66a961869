package io.tokenpace.jobs.pipeline;

/**
 * The operators of fleet-metrics. Their uids find state again after an upgrade: never rename one,
 * never use one for something else.
 */
public enum FleetMetricsOperator {
  /** Reads reports. */
  SOURCE("fleet-metrics-source"),
  /** Parts reports from dead letters. */
  SPLIT("fleet-metrics-split"),
  /** Folds reports into slices, per node. */
  NODE("fleet-metrics-node"),
  /** Rolls slices into rows, per roll-up key. */
  ROLLUP("fleet-metrics-rollup"),
  /** Writes rows. */
  ROWS_SINK("fleet-metrics-rows-sink"),
  /** Writes dead letters. */
  DEAD_LETTERS_SINK("fleet-metrics-dead-letters-sink"),
  /** Writes late reports. */
  LATE_REPORTS_SINK("fleet-metrics-late-reports-sink");

  private final String uid;

  FleetMetricsOperator(String uid) {
    this.uid = uid;
  }

  /** The frozen uid. */
  public String uid() {
    return uid;
  }
}
