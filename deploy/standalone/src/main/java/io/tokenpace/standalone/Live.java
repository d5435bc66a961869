package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.report.json.ReportJson;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.standalone.console.Accounting;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.console.FleetLine;
import io.tokenpace.standalone.console.Summary;
import io.tokenpace.standalone.files.ReportFile;
import io.tokenpace.standalone.fleet.Fleet;
import io.tokenpace.standalone.fleet.FleetFiles;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.standalone.rows.LedgerCheck;
import io.tokenpace.standalone.rows.RowCheck;
import io.tokenpace.standalone.rows.RowCounts;
import io.tokenpace.standalone.rows.TopicRows;
import io.tokenpace.standalone.truth.TruthReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A live run over running parts: jobs that read what agents send, a fleet if one is wanted, a line
 * every 10 s, and at the end of a run that has one, the report.
 *
 * <p>Confined to one thread.
 */
final class Live {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration ROWS_TIMEOUT = Duration.ofSeconds(60);

  private final LivePlan plan;
  private final Parts parts;
  private final @Nullable Fleet fleet;
  private final PageServer page;
  private final Path directory;
  private final Console console;
  private final Clock clock;
  private final LongSupplier nanoClock;

  /**
   * A run.
   *
   * @param fleet what sends reports; null if it comes from elsewhere
   * @param page shows the run from its start on
   * @param directory for what is temporary
   */
  Live(
      LivePlan plan,
      Parts parts,
      @Nullable Fleet fleet,
      PageServer page,
      Path directory,
      Console console,
      LongSupplier nanoClock) {
    this.plan = plan;
    this.parts = parts;
    this.fleet = fleet;
    this.page = page;
    this.directory = directory;
    this.console = console;
    this.clock = Clock.systemUTC();
    this.nanoClock = nanoClock;
  }

  /**
   * Runs it, to its end if it has one.
   *
   * @throws RuntimeException if a step fails, with a message for a person
   */
  void run() throws InterruptedException, SQLException, IOException {
    Ground.createTopics(parts, console);
    Ground.createTables(parts, console, clock);
    page.start(console);
    Run run = run(clock.instant());
    Console.Stopwatch stopwatch = console.start("jobs");
    LiveJobs jobs = LiveJobs.start(parts, plan, run);
    stopwatch.end("ready", "run " + run.name());
    if (fleet != null) {
      startFleet(fleet);
    } else {
      tellHowToJoin();
    }
    FleetLine lines =
        new FleetLine(
            parts.database().dataSource(),
            run.name(),
            Duration.ofMillis(plan.config().windows().get(0).lengthMillis()));
    if (run.end().isEmpty()) {
      tell(lines, jobs, Instant.MAX);
      return;
    }
    Instant end = Instant.EPOCH.plus(run.endMicros(), ChronoUnit.MICROS);
    tell(lines, jobs, end.minus(LiveOptions.WIND_DOWN));
    windDown();
    tell(lines, jobs, end);
    finish(run, jobs);
  }

  private Run run(Instant now) {
    long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    String name =
        plan.run() == null
            ? "live-" + now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "")
            : plan.run();
    Duration duration = plan.duration();
    return duration == null
        ? Run.live(name, startMicros)
        : Run.liveUntil(name, startMicros, startMicros + duration.toNanos() / 1_000);
  }

  private void startFleet(Fleet started) throws IOException, InterruptedException {
    Console.Stopwatch stopwatch = console.start("fleet");
    Map<String, String> agents =
        started.start(parts.broker().bootstrapServers(), Topic.DEFAULT_PREFIX);
    started.load(agents);
    stopwatch.end("ready", agents.size() + " agents, requests are coming");
  }

  private void tellHowToJoin() throws InterruptedException {
    console.line("");
    console.line(
        "an agent before an engine of yours joins with these three lines, and your GPU's type:");
    console.line("  engine: {url: \"http://127.0.0.1:8000\"}");
    console.line("  kafka: {bootstrap: \"%s\"}".formatted(parts.broker().bootstrapServers()));
    console.line("  gpus: [{type: %s}]".formatted(FleetFiles.GPU_TYPE));
    console.line("");
  }

  private void tell(FleetLine lines, LiveJobs jobs, Instant until)
      throws InterruptedException, SQLException {
    String last = "";
    while (clock.instant().isBefore(until)) {
      pause(left(until));
      jobs.requireAlive();
      if (fleet != null) {
        fleet.tellOfDead();
      }
      String line = lines.read();
      if (line != null && !line.equals(last)) {
        console.line(line);
        last = line;
      }
    }
  }

  private Duration left(Instant until) {
    return until.equals(Instant.MAX) ? LINE_INTERVAL : Duration.between(clock.instant(), until);
  }

  private static void pause(Duration left) throws InterruptedException {
    Duration pause = left.compareTo(LINE_INTERVAL) < 0 ? left : LINE_INTERVAL;
    // Nobody counts it down: a wait that an interrupt ends.
    new CountDownLatch(1).await(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void windDown() throws InterruptedException {
    if (fleet == null) {
      return;
    }
    Console.Stopwatch stopwatch = console.start("load");
    fleet.stopLoad();
    stopwatch.end("over", "");
    stopwatch = console.start("agents");
    fleet.stop();
    stopwatch.end("over", "final reports are sent");
  }

  private void finish(Run run, LiveJobs jobs)
      throws InterruptedException, SQLException, IOException {
    Console.Stopwatch stopwatch = console.start("fleet-metrics");
    Accounting accounting = jobs.drain(directory.resolve("savepoint"));
    stopwatch.end("done", "%,d reports folded".formatted(accounting.folded()));
    stopwatch = console.start("rows");
    OffsetRange rows = jobs.rows();
    RowCounts inTopic = TopicRows.count(parts.broker().bootstrapServers(), rows, run.name());
    jobs.endLoader(rows);
    new RowCheck(parts.database().dataSource(), run.name(), true, nanoClock)
        .await(inTopic, ROWS_TIMEOUT);
    new LedgerCheck(parts.database().dataSource(), run.name()).requireBalance();
    stopwatch.end("done", inTopic.toString());
    String report =
        ReportJson.write(new ReportReader(parts.database().dataSource()).readWholeRun(run.name()));
    ReportFile file = plan.report();
    if (file != null) {
      file.write(report);
      console.line("report: " + file.path());
    }
    TruthReport truth = truth(run, jobs, report, file);
    console.line("");
    Summary.lines(report).forEach(console::line);
    console.line(accounting.toLine());
    accounting.requireToAdd();
    if (truth != null) {
      console.line(
          "truth: %d of %d checks hold"
              .formatted(truth.judged() - truth.failures().size(), truth.judged()));
      if (!truth.failures().isEmpty()) {
        throw new IllegalStateException("truth: " + truth.failures().get(0));
      }
    }
  }

  private @Nullable TruthReport truth(
      Run run, LiveJobs jobs, String report, @Nullable ReportFile file)
      throws InterruptedException, IOException {
    if (fleet == null) {
      return null;
    }
    TruthReport truth =
        TruthReport.of(
            new TruthReport.Sources(
                parts.broker().bootstrapServers(),
                jobs.reports(),
                run,
                plan.config(),
                report,
                fleet.files().truth(),
                fleet.files().record()));
    if (file != null) {
      ReportFile beside = file.beside(".truth.json");
      beside.write(truth.toJson());
      console.line("truth:  " + beside.path());
    }
    return truth;
  }
}
