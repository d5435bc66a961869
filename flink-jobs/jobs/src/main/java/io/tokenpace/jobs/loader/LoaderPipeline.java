package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The loader's topology, without connectors:
 *
 * <pre>
 *   records ─► decode ─┬─► tumbling? ─► by row key ─► tumbling rows
 *                      ├─────────────► by row key ─► rolling rows
 *                      ├─► news of runs ─► (one subtask) news of runs ─► runs
 *                      └─► dead letters
 * </pre>
 *
 * <p>Rows go by their key, so that one writer has all versions of a row: in order, and without two
 * writers that wait for each other's locks. It keeps no state but the source's offsets.
 */
public final class LoaderPipeline {
  /** Accumulator: rows handed to the tables. */
  public static final String ROWS_LOADED = "rows_loaded";

  /** Accumulator: records handed to the dead letters. */
  public static final String ROWS_DEAD = "rows_dead";

  private LoaderPipeline() {}

  /**
   * Where the loader writes.
   *
   * @param tumblingRows rows whose windows do not overlap
   * @param rollingRows every row
   * @param runs what rows say about their runs
   * @param deadLetters records that could not be used
   */
  public record Sinks(
      Sink<ResultRow> tumblingRows,
      Sink<ResultRow> rollingRows,
      Sink<RunRow> runs,
      Sink<TopicRecord> deadLetters) {}

  /** The stream of a source's records. */
  public static DataStream<KafkaRecord> records(
      StreamExecutionEnvironment environment, Source<KafkaRecord, ?, ?> source) {
    return environment
        .fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            LoaderOperator.SOURCE.uid(),
            TypeInformation.of(KafkaRecord.class))
        .uid(LoaderOperator.SOURCE.uid());
  }

  /** Lays the pipe from records to sinks; runs nothing. */
  public static void define(DataStream<KafkaRecord> records, Sinks sinks) {
    SingleOutputStreamOperator<ResultRow> rows =
        named(records.process(new DecodeRows()), LoaderOperator.DECODE);
    write(
        named(rows.filter(ResultRow::tumbling), LoaderOperator.TUMBLING_FILTER)
            .keyBy(ResultRow::key, Types.STRING),
        sinks.tumblingRows(),
        LoaderOperator.TUMBLING_SINK);
    write(
        rows.keyBy(ResultRow::key, Types.STRING), sinks.rollingRows(), LoaderOperator.ROLLING_SINK);
    DataStream<RunRow> runs =
        named(
            rows.getSideOutput(DecodeRows.RUNS).flatMap(new LatestRun()),
            LoaderOperator.RUNS_PER_SUBTASK);
    named(runs.flatMap(new LatestRun()), LoaderOperator.RUNS_LATEST)
        .setParallelism(1)
        .sinkTo(sinks.runs())
        .setParallelism(1)
        .name(LoaderOperator.RUNS_SINK.uid())
        .uid(LoaderOperator.RUNS_SINK.uid());
    write(
        rows.getSideOutput(DecodeRows.DEAD_LETTERS),
        sinks.deadLetters(),
        LoaderOperator.DEAD_LETTERS_SINK);
  }

  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> stream, LoaderOperator operator) {
    return stream.name(operator.uid()).uid(operator.uid());
  }

  private static <T> void write(DataStream<T> stream, Sink<T> sink, LoaderOperator operator) {
    stream.sinkTo(sink).name(operator.uid()).uid(operator.uid());
  }
}
