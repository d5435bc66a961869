package io.tokenpace.aggregation.window;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Puts rows on the wire.
 *
 * <p>Thread-safe.
 */
public final class RowWriter {
  private final Run run;
  private final String configHash;
  private final WireCodec<FleetMetrics> codec = WireCodec.fleetMetrics();

  /** A writer for one run under one configuration. */
  public RowWriter(PipelineConfig config, Run run) {
    this.run = run;
    this.configHash = config.hash();
  }

  /** The row's key on the topic. */
  public byte[] key(WindowRow row) {
    return new RowKey(
            run.name(),
            row.key().rollup(),
            row.key().labels(),
            row.window().lengthMillis(),
            row.endMillis())
        .toTopicKey();
  }

  /** The row's value on the topic. */
  public byte[] value(WindowRow row) {
    FleetMetrics value = new FleetMetrics();
    put(value, "run", run.name());
    put(value, "live", run.live());
    put(value, "runStart", instant(run.startMicros()));
    if (run.end().isPresent()) {
      put(value, "runEnd", instant(run.end().getAsLong()));
    }
    put(value, "rollup", row.key().rollup());
    put(value, "key", row.key().labels());
    put(value, "windowMillis", row.window().lengthMillis());
    put(value, "windowEnd", Instant.ofEpochMilli(row.endMillis()));
    put(value, "tumbling", row.window().tumbling(row.endMillis()));
    put(value, "revision", row.revision());
    put(value, "configHash", configHash);
    put(value, "complete", complete(row.metrics()));
    FleetMetricsFields.write(row.metrics(), value);
    return codec.encode(value);
  }

  /** Nothing that spoils a row: groups nobody computed say nothing against it. */
  private static boolean complete(MetricSet metrics) {
    return metrics.get(Counter.REPORTS_MISSING) == 0
        && metrics.get(Counter.AGENT_DROPPED_EVENTS) == 0
        && metrics.get(Counter.LATE_REPORTS) == 0
        && metrics.get(Counter.NODES_SILENT) == 0;
  }

  private static void put(FleetMetrics row, String field, Object value) {
    row.put(FleetMetrics.getClassSchema().getField(field).pos(), value);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
