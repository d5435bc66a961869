package io.tokenpace.jobs.pipeline;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.node.LateReport;
import io.tokenpace.jobs.node.NodeFunction;
import io.tokenpace.jobs.source.Report;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.source.ReportWatermarks;
import io.tokenpace.jobs.source.SplitReports;
import io.tokenpace.jobs.state.SlicePartialType;
import io.tokenpace.jobs.window.RollupFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topology of fleet-metrics, without connectors:
 *
 * <pre>
 *   records ─► split ─► by serving group: slices ─► by roll-up key: panes, windows ─► rows
 *                │            └─► late reports
 *                └─► dead letters
 * </pre>
 */
public final class FleetMetricsPipeline {
  private FleetMetricsPipeline() {}

  /**
   * Where the job writes.
   *
   * @param rows rows of results
   * @param deadLetters records that could not be used
   * @param lateReports reports that came too late
   */
  public record Sinks(
      Sink<TopicRecord> rows, Sink<TopicRecord> deadLetters, Sink<LateReport> lateReports) {}

  /** The stream of a source's records, with watermarks. */
  public static DataStream<ReportRecord> records(
      StreamExecutionEnvironment environment, Source<ReportRecord, ?, ?> source, Run run) {
    return environment
        .fromSource(
            source,
            ReportWatermarks.strategy(run),
            FleetMetricsOperator.SOURCE.uid(),
            TypeInformation.of(ReportRecord.class))
        .uid(FleetMetricsOperator.SOURCE.uid());
  }

  /** Lays the pipe from records to sinks; runs nothing. */
  public static void define(
      DataStream<ReportRecord> records, PipelineConfig config, Run run, Sinks sinks) {
    SingleOutputStreamOperator<Report> reports =
        named(records.process(new SplitReports(run.live())), FleetMetricsOperator.SPLIT);
    SingleOutputStreamOperator<SlicePartial> partials =
        named(
            reports
                .keyBy(Report::servingGroup, Types.STRING)
                .process(new NodeFunction(config, run), SlicePartialType.INSTANCE),
            FleetMetricsOperator.NODE);
    SingleOutputStreamOperator<TopicRecord> rows =
        named(
            partials
                .keyBy(RollupFunction::keyOf, Types.STRING)
                .process(new RollupFunction(config, run), TypeInformation.of(TopicRecord.class)),
            FleetMetricsOperator.ROLLUP);
    write(rows, sinks.rows(), FleetMetricsOperator.ROWS_SINK);
    write(
        reports.getSideOutput(SplitReports.DEAD_LETTERS),
        sinks.deadLetters(),
        FleetMetricsOperator.DEAD_LETTERS_SINK);
    write(
        partials.getSideOutput(NodeFunction.LATE_REPORTS),
        sinks.lateReports(),
        FleetMetricsOperator.LATE_REPORTS_SINK);
  }

  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> stream, FleetMetricsOperator operator) {
    return stream.name(operator.uid()).uid(operator.uid());
  }

  private static <T> void write(DataStream<T> stream, Sink<T> sink, FleetMetricsOperator operator) {
    stream.sinkTo(sink).name(operator.uid()).uid(operator.uid());
  }
}
