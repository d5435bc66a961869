package io.tokenpace.jobs.loader;

import io.tokenpace.schemas.metrics.Latency;

/** The percentiles of a latency that {@code rolling_rows} has columns for. */
enum Percentile {
  P50("p50", 500_000),
  P90("p90", 900_000),
  P95("p95", 950_000),
  P99("p99", 990_000),
  P999("p999", 999_000);

  private final String suffix;
  private final int partsPerMillion;

  Percentile(String suffix, int partsPerMillion) {
    this.suffix = suffix;
    this.partsPerMillion = partsPerMillion;
  }

  int partsPerMillion() {
    return partsPerMillion;
  }

  /** The column, e.g. {@code ttft_p50_micros}. */
  String columnName(Latency latency) {
    return latency.columnName() + "_" + suffix + "_micros";
  }
}
