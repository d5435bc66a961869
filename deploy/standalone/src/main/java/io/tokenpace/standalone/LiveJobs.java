package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.jobs.MetricsLoaderJob;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.standalone.cluster.RunningJob;
import io.tokenpace.standalone.console.Accounting;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.standalone.rows.TopicEnds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The two jobs of a live run, from the topic's end as it is now.
 *
 * <p>Confined to one thread.
 */
final class LiveJobs {
  private static final String PREFIX = Topic.DEFAULT_PREFIX;
  private static final String METRICS_GROUP = PREFIX + "fleet-metrics";
  private static final String LOADER_GROUP = PREFIX + "metrics-loader";
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Parts parts;
  private final Map<TopicPartition, Long> reportsFrom;
  private final Map<TopicPartition, Long> rowsFrom;
  private final RunningJob fleetMetrics;
  private final RunningJob loader;

  private LiveJobs(
      Parts parts,
      Map<TopicPartition, Long> reportsFrom,
      Map<TopicPartition, Long> rowsFrom,
      RunningJob fleetMetrics,
      RunningJob loader) {
    this.parts = parts;
    this.reportsFrom = reportsFrom;
    this.rowsFrom = rowsFrom;
    this.fleetMetrics = fleetMetrics;
    this.loader = loader;
  }

  /** Submits both; topics and tables are there. */
  static LiveJobs start(Parts parts, LivePlan plan, Run run) throws InterruptedException {
    String servers = parts.broker().bootstrapServers();
    Map<TopicPartition, Long> reportsFrom = ends(servers, Topic.NODE_REPORTS);
    Map<TopicPartition, Long> rowsFrom = ends(servers, Topic.FLEET_METRICS);
    FleetMetricsJob.Settings metrics =
        new FleetMetricsJob.Settings(servers, PREFIX, run, plan.config());
    MetricsLoaderJob.Settings rows =
        new MetricsLoaderJob.Settings(
            servers,
            PREFIX,
            false,
            parts.database().jdbcUrl(),
            parts.database().user(),
            parts.database().password());
    RunningJob fleetMetrics =
        parts.cluster().submit("fleet-metrics", env -> FleetMetricsJob.define(env, metrics));
    RunningJob loader =
        parts.cluster().submit("metrics-loader", env -> MetricsLoaderJob.define(env, rows));
    return new LiveJobs(parts, reportsFrom, rowsFrom, fleetMetrics, loader);
  }

  private static Map<TopicPartition, Long> ends(String servers, Topic topic) {
    return TopicEnds.of(servers, topic.name(PREFIX));
  }

  /** Throws if one of them does not run any more, saying why. */
  void requireAlive() throws InterruptedException {
    fleetMetrics.requireAlive();
    loader.requireAlive();
  }

  /** The reports that came since they were started. */
  OffsetRange reports() throws InterruptedException {
    return new OffsetRange(
        reportsFrom, ends(parts.broker().bootstrapServers(), Topic.NODE_REPORTS));
  }

  /** The rows that were issued since they were started. */
  OffsetRange rows() throws InterruptedException {
    return new OffsetRange(rowsFrom, ends(parts.broker().bootstrapServers(), Topic.FLEET_METRICS));
  }

  /**
   * Waits until all reports there are have been read, then ends the aggregation as of the run's
   * end.
   *
   * @param directory for the savepoint this takes
   * @return what became of the reports
   */
  Accounting drain(Path directory) throws InterruptedException {
    OffsetRange reports = reports();
    awaitRead(fleetMetrics, METRICS_GROUP, reports);
    JobExecutionResult result = fleetMetrics.drain(directory);
    long published =
        reports.to().entrySet().stream()
            .mapToLong(end -> end.getValue() - reportsFrom.getOrDefault(end.getKey(), 0L))
            .sum();
    return JobCounts.accounting(published, result);
  }

  /**
   * Waits until all rows there are have been loaded, the latest issue of each, then ends the
   * loader.
   */
  void endLoader(OffsetRange rows) throws InterruptedException {
    awaitRead(loader, LOADER_GROUP, rows);
    loader.cancel();
  }

  /** A checkpoint commits what has gone through a job. */
  private void awaitRead(RunningJob job, String group, OffsetRange records)
      throws InterruptedException {
    long end = System.nanoTime() + READ_TIMEOUT.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, parts.broker().bootstrapServers()))) {
      while (true) {
        job.checkpoint();
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
        boolean all =
            records.to().entrySet().stream()
                .allMatch(
                    wanted ->
                        wanted.getValue() == 0 || reached(committed.get(wanted.getKey()), wanted));
        if (all) {
          return;
        }
        if (System.nanoTime() >= end) {
          throw new IllegalStateException(
              "%s: read up to %s (expected: %s)".formatted(group, committed, records.to()));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static boolean reached(
      @Nullable OffsetAndMetadata committed, Map.Entry<TopicPartition, Long> wanted) {
    return committed != null && committed.offset() >= wanted.getValue();
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
      throws InterruptedException {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("committed offsets: " + e.getCause(), e);
    }
  }
}
