package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.PipelineYaml;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.files.ReportFile;
import io.tokenpace.standalone.files.RunRegister;
import io.tokenpace.standalone.files.WorkDirectory;
import io.tokenpace.standalone.fleet.Fleet;
import io.tokenpace.standalone.fleet.FleetFiles;
import io.tokenpace.standalone.fleet.FleetOptions;
import io.tokenpace.standalone.needs.Machine;
import io.tokenpace.standalone.needs.Needs;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.trace.TraceException;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code up}: reads everything and refuses what is not good before it starts anything, then runs
 * the pipe and takes it down again. Exit status: 0 what was asked for is done, 1 it could not be or
 * a check does not hold, 2 bad input.
 *
 * <p>Confined to one thread, but for the shutdown hook.
 */
@Command(
    name = "up",
    sortOptions = false,
    description =
        "Runs Kafka, Flink and PostgreSQL in one process: live, before a simulated fleet; or, with"
            + " --replay, over recorded traffic.")
final class UpCommand implements Callable<Integer> {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int REFUSED = 2;

  private static final int MAX_PARALLELISM = 64;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = "A trace to replay; several make one run, each as a node of its own.")
  private final List<Path> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "What wrote the files: vllm-bench.")
  private @Nullable String format;

  @Option(
      names = "--report",
      paramLabel = "OUT.json",
      description = "Where the report goes; a file that is there is replaced.")
  private @Nullable Path report;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where broker and database keep their data (default: they keep none).")
  private @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${sys:tokenpace.config}",
      description = "How reports become rows (default: the shipped tokenpace.yaml).")
  private @Nullable Path config;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Parallelism of the jobs (default: ${DEFAULT-VALUE}).")
  private int parallelism = 2;

  @Option(
      names = "--publish",
      paramLabel = "reports|reports+tokens",
      description = "Whether a record per token is published too (default: ${DEFAULT-VALUE}).")
  private Publication publication = Publication.REPORTS;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Name of the run (default: made from what it is of).")
  private @Nullable String run;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // Picocli acts on it.
  private boolean help;

  @Mixin private final TraceOptions traceOptions = new TraceOptions();
  @Mixin private final LiveOptions liveOptions = new LiveOptions();
  @Mixin private final PageOptions pageOptions = new PageOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream err;
  private final LongSupplier nanoClock;
  private final Sessions sessions;

  UpCommand(PrintStream out, PrintStream err, LongSupplier nanoClock) {
    this.err = err;
    this.nanoClock = nanoClock;
    this.sessions = new Sessions(out, err, nanoClock);
  }

  @Override
  public Integer call() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
    try {
      require(WorkDirectory.problemBelow(temporary));
      if (data != null) {
        require(WorkDirectory.problemOf(data));
      }
      Path where = data == null ? temporary : data;
      return files.isEmpty()
          ? live(livePlan(where), temporary)
          : replay(replayPlan(where), temporary);
    } catch (YamlException | TraceException | IllegalArgumentException e) {
      err.println("up: " + e.getMessage());
      return REFUSED;
    } catch (IOException e) {
      err.println("up: %s: %s".formatted(data == null ? temporary : data, e.getMessage()));
      return FAILED;
    }
  }

  private int replay(ReplayPlan plan, Path temporary) throws IOException {
    WorkDirectory work = data == null ? WorkDirectory.temporaryBelow(temporary) : open(data, plan);
    return exitCode(
        sessions.run(
            work,
            new Parts.Sizes(1, plan.parallelism(), 0),
            null,
            plan.page(),
            plan.toLine(),
            (session, console) -> new Replay(plan, session.parts(), console, nanoClock).run()));
  }

  private int live(LivePlan plan, Path temporary) throws IOException {
    WorkDirectory work = data == null ? WorkDirectory.temporaryBelow(temporary) : open(data);
    Path directory = work.temporaryOf("fleet");
    Files.createDirectories(directory);
    FleetOptions fleet = plan.fleet();
    FleetFiles fleetFiles = new FleetFiles(directory);
    return exitCode(
        sessions.run(
            work,
            new Parts.Sizes(2, plan.parallelism(), plan.brokerPort()),
            fleet == null ? null : console -> new Fleet(fleet, fleetFiles, console::line),
            plan.page(),
            plan.toLine(),
            (session, console) -> live(plan, session, directory, console).run()));
  }

  private Live live(LivePlan plan, Session session, Path directory, Console console) {
    return new Live(
        plan, session.parts(), session.fleet(), session.page(), directory, console, nanoClock);
  }

  private static int exitCode(boolean done) {
    return done ? DONE : FAILED;
  }

  private static WorkDirectory open(Path directory) throws IOException {
    WorkDirectory work = WorkDirectory.open(directory);
    if (work == null) {
      throw new IllegalArgumentException(
          "--data: %s: in use (expected: a directory no other up is using)".formatted(directory));
    }
    return work;
  }

  private static WorkDirectory open(Path directory, ReplayPlan plan) throws IOException {
    WorkDirectory work = open(directory);
    RunRegister runs = RunRegister.read(work.of("runs.properties"));
    String name = plan.run().name();
    if (runs.contradicts(name, plan.content())) {
      work.unlock();
      throw new IllegalArgumentException(
          "--run: %s: a run of other files or another configuration in %s (expected: a new name)"
              .formatted(name, directory));
    }
    runs.add(name, plan.content());
    return work;
  }

  private LivePlan livePlan(Path where) throws IOException {
    refuseGiven(List.of("--format", "--publish"), "with --replay");
    refuseGiven(TraceOptions.NAMES, "with --replay");
    if (liveOptions.noFleet()) {
      refuseGiven(LiveOptions.OF_FLEET, "without --no-fleet");
    }
    if (liveOptions.duration() == null) {
      refuseGiven(List.of("--stay"), "with --for or --replay");
    }
    ReportFile reportFile = report == null ? null : new ReportFile(report);
    if (reportFile != null) {
      require(reportFile.problem());
    }
    LivePlan plan =
        new LivePlan(
            liveOptions.fleet(),
            liveOptions.duration(),
            run,
            pipeline(),
            parallelism(),
            reportFile,
            liveOptions.brokerPort(),
            pageOptions.plan());
    String disk = (data == null ? "temporary directory: " : "--data: ") + where;
    require(Needs.ofLive(plan.fleet()).problem(Machine.found(where), disk));
    return plan;
  }

  private int parallelism() {
    if (!(parallelism >= 1 && parallelism <= MAX_PARALLELISM)) {
      throw new IllegalArgumentException(
          "--parallelism: %d (expected: 1 to %d)".formatted(parallelism, MAX_PARALLELISM));
    }
    return parallelism;
  }

  private PipelineConfig pipeline() throws IOException {
    return config == null ? PipelineConfig.DEFAULT : PipelineYaml.read(StrictYaml.read(config));
  }

  /** Refuses options where they mean nothing. */
  private void refuseGiven(List<String> names, String expected) {
    for (String name : names) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new IllegalArgumentException(
            "%s: given (expected: only %s)".formatted(name, expected));
      }
    }
  }

  private ReplayPlan replayPlan(Path where) throws IOException {
    refuseGiven(LiveOptions.OF_FLEET, "without --replay");
    refuseGiven(List.of("--no-fleet", "--broker-port"), "without --replay");
    if (!VllmBenchReader.FORMAT.equals(format)) {
      throw new IllegalArgumentException(
          "--format: %s (expected: %s)"
              .formatted(format == null ? "none" : format, VllmBenchReader.FORMAT));
    }
    PageOptions.Plan page = pageOptions.plan();
    if (!page.stay()) {
      refuseGiven(List.of("--port"), "with --stay, or without --replay");
    }
    if (report == null) {
      throw new IllegalArgumentException("--report: none (expected: a file to write)");
    }
    ReportFile reportFile = new ReportFile(report);
    require(reportFile.problem());
    for (Path file : files) {
      if (sameFile(file, report)) {
        throw new IllegalArgumentException(
            "--report: %s (expected: none of the files to replay)".formatted(report));
      }
    }
    PipelineConfig pipeline = pipeline().withView(View.VLLM_BENCH);
    List<ImportOptions> options = traceOptions.perFile(files.size());
    String disk = (data == null ? "temporary directory: " : "--data: ") + where;
    require(
        Needs.ofReplay(files, options.get(0).maxFileBytes()).problem(Machine.found(where), disk));
    List<ImportedTrace> traces = new ArrayList<>();
    for (int file = 0; file < files.size(); file++) {
      traces.add(new VllmBenchReader().read(files.get(file), options.get(file)));
    }
    return new ReplayPlan(
        traces,
        publication,
        ReplayPlan.runOf(traces, pipeline, run),
        pipeline,
        parallelism(),
        reportFile,
        page);
  }

  private static void require(@Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static boolean sameFile(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
