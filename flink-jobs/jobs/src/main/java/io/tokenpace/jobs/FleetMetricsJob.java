package io.tokenpace.jobs;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.PipelineYaml;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.jobs.kafka.TopicSinks;
import io.tokenpace.jobs.node.LateReports;
import io.tokenpace.jobs.pipeline.FleetMetricsPipeline;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.source.ReportSource;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The job fleet-metrics: node reports into the rows of rolling windows. */
@Command(
    name = "fleet-metrics",
    mixinStandardHelpOptions = true,
    description = "Turns node reports into rolling latencies, rates and counts.")
public final class FleetMetricsJob implements Callable<Integer> {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--bootstrap", required = true, description = "Kafka brokers, host:port,…")
  private String bootstrapServers = "";

  @Option(
      names = "--prefix",
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = Topic.DEFAULT_PREFIX;

  @Option(names = "--config", description = "YAML file; without it, the defaults hold.")
  private @Nullable Path configFile;

  @Option(names = "--run", description = "Name of the run (default: ${DEFAULT-VALUE}).")
  private String runName = "live";

  @Option(
      names = "--run-start",
      required = true,
      description = "When the run began, ISO-8601; the same at every restart.")
  private Instant runStart = Instant.EPOCH;

  @Option(
      names = "--run-end",
      description = "When the run will be over, ISO-8601; without it, it goes on for ever.")
  private @Nullable Instant runEnd;

  /**
   * What the job needs to know.
   *
   * @param bootstrapServers Kafka brokers, {@code host:port}, comma separated
   * @param topicPrefix what every topic's name begins with; may be empty
   * @param run the run it computes; a bounded one reads what is there and finishes
   * @param config how reports become rows
   * @param range the reports a bounded run reads; null is all the topic holds when it starts
   */
  public record Settings(
      String bootstrapServers,
      String topicPrefix,
      Run run,
      PipelineConfig config,
      @Nullable OffsetRange range) {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException naming setting, value and expectation
     */
    public Settings {
      if (bootstrapServers.isBlank()) {
        throw new IllegalArgumentException("bootstrap: empty (expected: host:port,…)");
      }
    }

    /** A bounded run reads all the topic holds when it starts. */
    public Settings(String bootstrapServers, String topicPrefix, Run run, PipelineConfig config) {
      this(bootstrapServers, topicPrefix, run, config, null);
    }
  }

  /** Lays the job into an environment; runs nothing. */
  public static void define(StreamExecutionEnvironment environment, Settings settings) {
    Run run = settings.run();
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    if (run.live()
        && environment
            .getConfiguration()
            .getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
            .isEmpty()) {
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    }
    environment.configure(configuration);
    String servers = settings.bootstrapServers();
    String prefix = settings.topicPrefix();
    TopicSinks topics = new TopicSinks(servers, prefix, "fleet-metrics");
    FleetMetricsPipeline.define(
        FleetMetricsPipeline.records(environment, source(settings), run),
        settings.config(),
        run,
        new FleetMetricsPipeline.Sinks(
            topics.of(Topic.FLEET_METRICS),
            topics.of(Topic.DEAD_LETTERS),
            LateReports.sink(servers, prefix)));
  }

  private static KafkaSource<ReportRecord> source(Settings settings) {
    Run run = settings.run();
    return run.live()
        ? ReportSource.live(
            settings.bootstrapServers(),
            settings.topicPrefix(),
            ReportSource.liveFromMillis(run, settings.config(), Clock.systemUTC().millis()))
        : ReportSource.bounded(
            settings.bootstrapServers(), settings.topicPrefix(), settings.range());
  }

  /** Runs the job that the options describe. */
  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    define(environment, settings);
    environment.execute("tokenpace-fleet-metrics");
    return CommandLine.ExitCode.OK;
  }

  private Settings settings() {
    try {
      PipelineConfig config =
          configFile == null
              ? PipelineConfig.DEFAULT
              : PipelineYaml.read(StrictYaml.read(configFile));
      Run run =
          runEnd == null
              ? Run.live(runName, micros(runStart))
              : Run.liveUntil(runName, micros(runStart), micros(runEnd));
      return new Settings(bootstrapServers, topicPrefix, run, config);
    } catch (YamlException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Starts the job from the command line; exits with 0 only if it ran. */
  public static void main(String[] args) {
    int exitCode = new CommandLine(new FleetMetricsJob()).execute(args);
    if (exitCode != CommandLine.ExitCode.OK) {
      System.exit(exitCode);
    }
  }
}
