package io.tokenpace.standalone;

import io.tokenpace.jobs.FleetMetricsJob;
import io.tokenpace.jobs.MetricsLoaderJob;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.report.json.ReportJson;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.standalone.console.Accounting;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.console.Summary;
import io.tokenpace.standalone.console.TokenAccounting;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.standalone.rows.LedgerCheck;
import io.tokenpace.standalone.rows.RowCheck;
import io.tokenpace.standalone.rows.RowCounts;
import io.tokenpace.standalone.rows.TopicEnds;
import io.tokenpace.standalone.rows.TopicRows;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.publish.Published;
import io.tokenpace.traceimport.publish.TracePublisher;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.kafka.common.TopicPartition;

/**
 * One replay over running parts, from the first topic to the written report. Each step says on the
 * console that it is done; the first that fails ends it.
 *
 * <p>Confined to one thread.
 */
final class Replay {
  private static final String PREFIX = Topic.DEFAULT_PREFIX;
  private static final Duration ROWS_TIMEOUT = Duration.ofSeconds(30);

  private final ReplayPlan plan;
  private final Parts parts;
  private final Console console;
  private final LongSupplier nanoClock;

  Replay(ReplayPlan plan, Parts parts, Console console, LongSupplier nanoClock) {
    this.plan = plan;
    this.parts = parts;
    this.console = console;
    this.nanoClock = nanoClock;
  }

  /**
   * Runs it.
   *
   * @throws RuntimeException if a step fails, with a message for a person
   */
  void run() throws InterruptedException, SQLException, IOException {
    Ground.createTopics(parts, console);
    // The topics may hold other replays; what this one appends is all that counts.
    Map<TopicPartition, Long> reportsFrom = endsOf(Topic.NODE_REPORTS);
    Published published = publish();
    OffsetRange reports = new OffsetRange(reportsFrom, endsOf(Topic.NODE_REPORTS));
    Ground.createTables(parts, console, Clock.systemUTC());
    Map<TopicPartition, Long> rowsFrom = endsOf(Topic.FLEET_METRICS);
    Accounting accounting = aggregate(published.reports(), reports);
    OffsetRange rows = new OffsetRange(rowsFrom, endsOf(Topic.FLEET_METRICS));
    load(rows);
    awaitRows(rows);
    String report = writeReport();
    console.line("");
    Summary.lines(report).forEach(console::line);
    console.line(accounting.toLine());
    accountForTokens(published);
    accounting.requireToAdd();
  }

  private void accountForTokens(Published published) {
    if (plan.publication() == Publication.REPORTS) {
      return;
    }
    long chunks = plan.traces().stream().mapToLong(ImportedTrace::outputChunks).sum();
    TokenAccounting tokens = new TokenAccounting(published.tokenEvents(), chunks);
    console.line(tokens.toLine());
    if (!tokens.adds()) {
      throw new IllegalStateException(
          "token events: %d written (expected: %d)".formatted(tokens.written(), chunks));
    }
  }

  private Published publish() throws InterruptedException {
    String servers = parts.broker().bootstrapServers();
    Console.Stopwatch stopwatch = console.start("publish");
    try (TracePublisher publisher = TracePublisher.connect(servers, PREFIX, plan.publication())) {
      Published published = publisher.publish(plan.traces());
      stopwatch.end("done", "%,d reports".formatted(published.reports()));
      return published;
    }
  }

  private Map<TopicPartition, Long> endsOf(Topic topic) throws InterruptedException {
    return TopicEnds.of(parts.broker().bootstrapServers(), topic.name(PREFIX));
  }

  private Accounting aggregate(long sent, OffsetRange reports) throws InterruptedException {
    FleetMetricsJob.Settings settings =
        new FleetMetricsJob.Settings(
            parts.broker().bootstrapServers(), PREFIX, plan.run(), plan.config(), reports);
    Console.Stopwatch stopwatch = console.start("fleet-metrics");
    JobExecutionResult result =
        parts.cluster().run("fleet-metrics", env -> FleetMetricsJob.define(env, settings));
    Accounting accounting = JobCounts.accounting(sent, result);
    stopwatch.end("done", "%,d reports folded".formatted(accounting.folded()));
    return accounting;
  }

  private void load(OffsetRange rows) throws InterruptedException {
    MetricsLoaderJob.Settings settings =
        new MetricsLoaderJob.Settings(
            parts.broker().bootstrapServers(),
            PREFIX,
            true,
            rows,
            parts.database().jdbcUrl(),
            parts.database().user(),
            parts.database().password());
    Console.Stopwatch stopwatch = console.start("metrics-loader");
    parts.cluster().run("metrics-loader", env -> MetricsLoaderJob.define(env, settings));
    stopwatch.end("done", "");
  }

  private void awaitRows(OffsetRange rows) throws InterruptedException, SQLException {
    Console.Stopwatch stopwatch = console.start("rows");
    RowCounts inTopic = TopicRows.count(parts.broker().bootstrapServers(), rows, plan.run().name());
    new RowCheck(parts.database().dataSource(), plan.run().name(), false, nanoClock)
        .await(inTopic, ROWS_TIMEOUT);
    new LedgerCheck(parts.database().dataSource(), plan.run().name()).requireBalance();
    stopwatch.end("done", inTopic.toString());
  }

  private String writeReport() throws InterruptedException, IOException {
    Console.Stopwatch stopwatch = console.start("report");
    String report =
        ReportJson.write(
            new ReportReader(parts.database().dataSource()).readWholeRun(plan.run().name()));
    plan.report().write(report);
    stopwatch.end("done", plan.report().path().toString());
    return report;
  }
}
