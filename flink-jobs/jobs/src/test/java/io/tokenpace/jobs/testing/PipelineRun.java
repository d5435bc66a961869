package io.tokenpace.jobs.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.jobs.node.LateReport;
import io.tokenpace.jobs.pipeline.FleetMetricsPipeline;
import io.tokenpace.jobs.source.ReportRecord;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The pipeline between lists: partitions go in, what the sinks were given comes out. */
public final class PipelineRun {
  private final CollectingSink<TopicRecord> rows = new CollectingSink<>();
  private final CollectingSink<TopicRecord> deadLetters = new CollectingSink<>();
  private final CollectingSink<LateReport> lateReports = new CollectingSink<>();

  /** An environment that is set as the job sets its own. */
  public static StreamExecutionEnvironment environment(Configuration configuration) {
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }

  /** Lays the pipeline behind partitions, each with watermarks of its own. */
  public void define(
      StreamExecutionEnvironment environment,
      PipelineConfig config,
      Run run,
      List<List<ReportRecord>> partitions) {
    DataStream<ReportRecord> records = null;
    for (List<ReportRecord> partition : partitions) {
      DataStream<ReportRecord> stream =
          environment
              .fromData(partition, TypeInformation.of(ReportRecord.class))
              .setParallelism(1)
              .assignTimestampsAndWatermarks(new EagerWatermarks())
              .setParallelism(1);
      records = records == null ? stream : records.union(stream);
    }
    if (records == null) {
      throw new IllegalArgumentException("partitions: none (expected: at least one)");
    }
    define(records, config, run);
  }

  private static int partitionOf(ReportRecord record) {
    return record.record().partition();
  }

  /** Lays the pipeline behind a stream. */
  public void define(DataStream<ReportRecord> records, PipelineConfig config, Run run) {
    // As a broker's partition does, one here stays with one subtask, and so in order.
    DataStream<ReportRecord> inOrder =
        records.partitionCustom(Math::floorMod, PipelineRun::partitionOf);
    FleetMetricsPipeline.define(
        inOrder, config, run, new FleetMetricsPipeline.Sinks(rows, deadLetters, lateReports));
  }

  /** Rows as they were issued. */
  public List<TopicRecord> rows() {
    return rows.written();
  }

  /** Waits until that many rows were issued. */
  public void awaitRows(int count) throws InterruptedException {
    rows.await(count);
  }

  /** Dead letters. */
  public List<TopicRecord> deadLetters() {
    return deadLetters.written();
  }

  /** Late reports. */
  public List<LateReport> lateReports() {
    return lateReports.written();
  }
}
