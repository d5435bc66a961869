package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.kafka.DeadLetters;
import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Parts records into rows, what they say about runs, and dead letters. Bad records never fail the
 * job.
 *
 * <p>Counts what it passes on in the accumulators {@code rows_loaded} and {@code rows_dead}; a job
 * that has finished has written all of them. Confined to its task's thread.
 */
final class DecodeRows extends ProcessFunction<KafkaRecord, ResultRow> {
  /** Records that could not be used. */
  static final OutputTag<TopicRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(TopicRecord.class));

  /** What rows say about their runs. */
  static final OutputTag<RunRow> RUNS = new OutputTag<>("runs", TypeInformation.of(RunRow.class));

  private static final long serialVersionUID = 1L;

  private final LongCounter rowsLoaded = new LongCounter();
  private final LongCounter rowsDead = new LongCounter();

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(LoaderPipeline.ROWS_LOADED, rowsLoaded);
    getRuntimeContext().addAccumulator(LoaderPipeline.ROWS_DEAD, rowsDead);
  }

  @Override
  public void processElement(KafkaRecord record, Context context, Collector<ResultRow> out) {
    Decoded<DecodedRow> decoded = RowDecoder.decode(record.value());
    if (decoded instanceof Decoded.Rejected<DecodedRow> refused) {
      rowsDead.add(1);
      context.output(DEAD_LETTERS, DeadLetters.of(record, refused.rejection()));
      return;
    }
    FleetMetrics row = decoded.orThrow().row();
    rowsLoaded.add(1);
    out.collect(
        new ResultRow(
            new String(key(row).toTopicKey(), StandardCharsets.UTF_8),
            row.getTumbling(),
            Objects.requireNonNull(record.value(), "a record without bytes holds no row")));
    context.output(RUNS, run(row, record.appendedMicros()));
  }

  private static RowKey key(FleetMetrics row) {
    return new RowKey(
        row.getRun(),
        row.getRollup(),
        row.getKey(),
        row.getWindowMillis(),
        row.getWindowEnd().toEpochMilli());
  }

  private static RunRow run(FleetMetrics row, long appendedMicros) {
    @Nullable Instant end = row.getRunEnd();
    return new RunRow(
        row.getRun(),
        row.getLive(),
        micros(row.getRunStart()),
        end == null ? null : micros(end),
        row.getConfigHash(),
        appendedMicros);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
