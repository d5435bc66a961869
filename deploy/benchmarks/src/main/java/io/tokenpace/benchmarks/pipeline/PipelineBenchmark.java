package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.PipelineYaml;
import io.tokenpace.benchmarks.traffic.TrafficOptions;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.standalone.cluster.EmbeddedFlink;
import io.tokenpace.standalone.files.LogFile;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the job fleet-metrics against a bare consumer of the same topic: in one process, turn by
 * turn, so that whatever else the machine does meets both. The first rounds warm up and are
 * printed, but not counted; of the others the medians are the result.
 */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the job fleet-metrics against a bare consumer of the same topic.")
public final class PipelineBenchmark implements Callable<Integer> {
  private static final String PREFIX = "benchmark.";
  private static final String BARE = "bare consumer";
  private static final int FEW_STREAMS = 5;
  private static final int GPUS_OF_FEW_STREAMS = 1;
  private static final int BATCH_BYTES = 16 * 1024;
  private static final int PROFILE_LINES = 25;

  @Mixin private final TrafficArguments traffic = new TrafficArguments();

  @Option(names = "--partitions", description = "Of the topics (default: ${DEFAULT-VALUE}).")
  private int partitions = 4;

  @Option(
      names = "--parallelism",
      split = ",",
      description = "Of the job, each in every round (default: 1,2).")
  private List<Integer> parallelisms = List.of(1, 2);

  @Option(names = "--rounds", description = "Rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--warm-up", description = "Rounds before (default: ${DEFAULT-VALUE}).")
  private int warmUp = 2;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${sys:tokenpace.config}",
      description = "How reports become rows (default: the shipped tokenpace.yaml).")
  private Path config = Path.of("");

  @Option(
      names = "--profile",
      description = "Sample the job's rounds that count and print where the time went.")
  private boolean profile;

  @Option(
      names = "--work",
      required = true,
      description = "Directory for data, logs and recordings; has to be there.")
  private Path work = Path.of("");

  private final PrintStream out = System.out;
  private final Map<String, List<Measured>> measured = new LinkedHashMap<>();
  private final List<Path> recordings = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    out.println("machine  " + Machine.line());
    out.println("load     " + Machine.loadLine() + " before");
    LogFile log = LogFile.open(work.resolve("benchmark.log"));
    try (BrokerProcess broker = BrokerProcess.start(work)) {
      TrafficOptions options = traffic.options();
      TrafficOptions few =
          options.withStreams(
              FEW_STREAMS,
              GPUS_OF_FEW_STREAMS,
              Math.max(1, options.tokens() * FEW_STREAMS / options.streams()));
      load(broker, PREFIX + "few-streams.", 0, few);
      load(broker, PREFIX + "few-streams-batched.", BATCH_BYTES, few);
      LoadedTopic topic = load(broker, PREFIX, 0, options);
      for (int round = 1 - warmUp; round <= rounds; round++) {
        round(broker, topic, round);
      }
    } finally {
      log.close();
    }
    printMedians();
    if (profile) {
      Profile.topLines(recordings, PROFILE_LINES).forEach(out::println);
    }
    out.println("load     " + Machine.loadLine() + " after");
    return CommandLine.ExitCode.OK;
  }

  private LoadedTopic load(
      BrokerProcess broker, String prefix, int batchBytes, TrafficOptions options)
      throws Exception {
    LoadedTopic topic =
        LoadedTopic.load(broker.bootstrapServers(), prefix, partitions, batchBytes, options);
    line(
        "topic    %,d token events, %,d reports; %d nodes, %d streams, %d series, %d GPUs each;"
            + " batches of %s: %.2f B/token on the broker (%.2f before compression)",
        topic.totals().tokens(),
        topic.totals().reports(),
        options.nodes(),
        options.streams(),
        options.series(),
        options.gpus(),
        batchBytes == 0 ? "one report" : batchBytes + " B",
        topic.bytesPerToken(),
        (double) topic.totals().bytes() / topic.totals().tokens());
    return topic;
  }

  /** Numbered from 1; the ones before warm up. */
  private void round(BrokerProcess broker, LoadedTopic topic, int round) throws Exception {
    PipelineConfig pipeline = PipelineYaml.read(StrictYaml.read(config));
    add(round, BARE, Measured.of(broker, () -> BareConsumer.read(topic)));
    for (int parallelism : parallelisms) {
      String run = "round-%d-parallelism-%d".formatted(round, parallelism);
      Path directory = Files.createDirectories(work.resolve("cluster").resolve(run));
      try (EmbeddedFlink cluster = EmbeddedFlink.start(directory, parallelism, parallelism)) {
        Callable<Long> job = () -> FleetMetricsRun.run(cluster, topic, run, pipeline);
        add(
            round,
            "fleet-metrics, parallelism " + parallelism,
            profile && round > 0 ? profiled(broker, run, job) : Measured.of(broker, job));
      }
      FleetRows.requireAll(topic, run);
    }
  }

  private Measured profiled(BrokerProcess broker, String run, Callable<Long> job) throws Exception {
    Path recording = work.resolve(run + ".jfr");
    recordings.add(recording);
    Profile sampling = new Profile(recording);
    try {
      return Measured.of(broker, job);
    } finally {
      sampling.end();
    }
  }

  private void add(int round, String what, Measured run) {
    if (round > 0) {
      measured.computeIfAbsent(what, absent -> new ArrayList<>()).add(run);
    }
    print(round > 0 ? "round " + round : "warm up", what, List.of(run));
  }

  private void print(String round, String what, List<Measured> runs) {
    line(
        "%-8s %-29s %6.2f M tokens/s  %6.2f M tokens/CPU s  %6.2f s  %6.2f CPU s  broker %5.2f CPU s",
        round,
        what,
        Measured.median(runs, Measured::tokensPerSecond) / 1e6,
        Measured.median(runs, Measured::tokensPerCpuSecond) / 1e6,
        Measured.median(runs, Measured::wallSeconds),
        Measured.median(runs, Measured::cpuSeconds),
        Measured.median(runs, Measured::brokerCpuSeconds));
  }

  private void printMedians() {
    measured.forEach((what, runs) -> print("median", what, runs));
    double bare = median(BARE);
    measured.keySet().stream()
        .filter(what -> !what.equals(BARE))
        .forEach(
            what -> line("ratio    %-29s %6.3f of bare, per CPU s", what, median(what) / bare));
  }

  private double median(String what) {
    return Measured.median(measured.getOrDefault(what, List.of()), Measured::tokensPerCpuSecond);
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Runs the benchmark; exits with 0 only if every run read and wrote what it had to. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new PipelineBenchmark())
            .setParameterExceptionHandler(PipelineBenchmark::complain)
            .setExecutionExceptionHandler((exception, commandLine, result) -> complain(exception))
            .execute(arguments));
  }

  private static int complain(Exception exception, String... arguments) {
    System.err.println("pipeline: " + exception.getMessage());
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      System.err.println("  because of " + cause);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
