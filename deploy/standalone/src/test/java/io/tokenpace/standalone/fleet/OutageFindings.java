package io.tokenpace.standalone.fleet;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.Vantage;
import io.tokenpace.standalone.cluster.EmbeddedFlink;
import io.tokenpace.standalone.rows.TopicRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;

/**
 * What an outage of Kafka did to requests and to reports.
 *
 * <p>NOT thread-safe.
 */
final class OutageFindings {
  private final List<String> lines = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final StoredReports reports;

  private OutageFindings(StoredReports reports) {
    this.reports = reports;
  }

  /** Reads the topics, and computes the run's rows. */
  static OutageFindings of(
      String bootstrapServers, Path flink, ClientDelays delays, Map<String, Long> stretches)
      throws InterruptedException {
    OutageFindings findings =
        new OutageFindings(
            StoredReports.read(bootstrapServers, Topic.NODE_REPORTS.name(Topic.DEFAULT_PREFIX)));
    findings.requests(delays, stretches);
    findings.reports(delays);
    findings.rows(bootstrapServers, flink, delays);
    return findings;
  }

  private void requests(ClientDelays delays, Map<String, Long> stretches) {
    List<String> bad = delays.notCompleted();
    lines.add(
        "requests: %d, of which %d did not complete".formatted(delays.requests(), bad.size()));
    failures.addAll(bad);
    require(delays.requests() > 0, "requests: 0 (expected: some)");
    delays.added(stretches).forEach(line -> lines.add("Kafka " + line));
  }

  private void reports(ClientDelays delays) {
    long missing = reports.built() - reports.stored();
    lines.add(
        "reports: built %d = stored %d + missing %d; stored twice %d"
            .formatted(reports.built(), reports.stored(), missing, reports.duplicates()));
    // Each request was one start, one end, and a chunk for each frame.
    long events = 2L * delays.requests() + delays.frames();
    lines.add(
        "events: happened %d = stored %d + dropped %d; chunks written %d, stored %d"
            .formatted(
                events,
                reports.events(),
                reports.droppedEvents(),
                delays.frames(),
                reports.chunks()));
    require(
        events == reports.events() + reports.droppedEvents(),
        "events: %d (expected: %d)".formatted(reports.events() + reports.droppedEvents(), events));
    require(
        missing == 0 || reports.droppedEvents() > 0,
        "missing reports: %d without a drop (expected: 0)".formatted(missing));
  }

  private void rows(String bootstrapServers, Path flink, ClientDelays delays)
      throws InterruptedException {
    Run run =
        new Run(
            "outage",
            false,
            reports.first().getBaseTimeMicros(),
            reports.last().getCompleteThroughMicros() + 1,
            Vantage.ENGINE);
    PipelineConfig config = PipelineConfig.DEFAULT;
    JobExecutionResult result;
    try (EmbeddedFlink cluster = EmbeddedFlink.start(flink, 2, 1)) {
      result =
          cluster.run(
              "outage",
              environment -> {
                environment.setParallelism(1);
                FleetMetricsJob.define(
                    environment,
                    new FleetMetricsJob.Settings(
                        bootstrapServers, Topic.DEFAULT_PREFIX, run, config));
              });
    }
    long folded = result.getAccumulatorResult("reports_folded");
    long duplicate = result.getAccumulatorResult("reports_duplicate");
    long tokens = outputTokens(bootstrapServers, config);
    lines.add(
        "rows: of %d reports, %d duplicates passed over; output tokens %d, the engine's %d"
            .formatted(folded, duplicate, tokens, delays.outputTokens()));
    require(folded == reports.stored(), "folded: %d (expected: each once)".formatted(folded));
    require(
        duplicate == reports.duplicates(),
        "duplicates: %d (expected: %d)".formatted(duplicate, reports.duplicates()));
    require(
        reports.droppedEvents() > 0
            ? tokens <= delays.outputTokens()
            : tokens == delays.outputTokens(),
        "output tokens: %d (expected: %d)".formatted(tokens, delays.outputTokens()));
  }

  /** Of the whole fleet, as the shortest windows' last issues say. */
  private static long outputTokens(String bootstrapServers, PipelineConfig config) {
    WireCodec<FleetMetrics> codec = WireCodec.fleetMetrics();
    long windowMillis = config.windows().get(0).lengthMillis();
    Map<String, Long> byWindow = new HashMap<>();
    TopicRecords.forEach(
        bootstrapServers,
        Topic.FLEET_METRICS.name(Topic.DEFAULT_PREFIX),
        record -> {
          FleetMetrics row = codec.decode(record).orThrow();
          if (row.getRollup().equals("fleet")
              && row.getWindowMillis() == windowMillis
              && row.getTumbling()) {
            byWindow.put(row.getWindowEnd().toString(), row.getOutputTokens());
          }
        });
    return byWindow.values().stream().mapToLong(Long::longValue).sum();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
    }
  }

  /** What was found, for a person. */
  List<String> lines() {
    return lines;
  }

  /** What must not be, a line each. */
  List<String> failures() {
    return failures;
  }

  /** Events the agent says it dropped. */
  long droppedEvents() {
    return reports.droppedEvents();
  }
}
