package io.tokenpace.jobs;

import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.jobs.kafka.TopicSinks;
import io.tokenpace.jobs.loader.LoaderPipeline;
import io.tokenpace.jobs.loader.PostgresSinks;
import io.tokenpace.jobs.loader.RowSource;
import io.tokenpace.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The job metrics-loader: rows of results from Kafka into PostgreSQL. */
@Command(
    name = "metrics-loader",
    mixinStandardHelpOptions = true,
    description = "Loads rows of results from Kafka into PostgreSQL.")
public final class MetricsLoaderJob implements Callable<Integer> {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);
  private static final Duration BOUNDED_RESTART_DELAY = Duration.ofSeconds(5);
  private static final int BOUNDED_RESTARTS = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--bootstrap", required = true, description = "Kafka brokers, host:port,…")
  private String bootstrapServers = "";

  @Option(
      names = "--prefix",
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = Topic.DEFAULT_PREFIX;

  @Option(
      names = "--bounded",
      description = "Load what the topic holds now and finish, instead of going on for ever.")
  private boolean bounded;

  @Option(names = "--jdbc-url", required = true, description = "jdbc:postgresql://host/database")
  private String jdbcUrl = "";

  @Option(names = "--user", required = true, description = "Database user.")
  private String user = "";

  @Option(
      names = "--password-file",
      required = true,
      description = "File whose first line is the user's password.")
  private Path passwordFile = Path.of("");

  /**
   * What the job needs to know.
   *
   * @param bootstrapServers Kafka brokers, {@code host:port}, comma separated
   * @param topicPrefix what every topic's name begins with; may be empty
   * @param bounded whether to load what is there and finish
   * @param range the rows a bounded load reads; null is all the topic holds when it starts
   * @param jdbcUrl {@code jdbc:postgresql:…}
   * @param user database user
   * @param password the user's password; may be empty
   */
  public record Settings(
      String bootstrapServers,
      String topicPrefix,
      boolean bounded,
      @Nullable OffsetRange range,
      String jdbcUrl,
      String user,
      String password) {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException naming setting, value and expectation
     */
    public Settings {
      if (bootstrapServers.isBlank()) {
        throw new IllegalArgumentException("bootstrap: empty (expected: host:port,…)");
      }
      if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException(
            "jdbc-url: %s (expected: jdbc:postgresql:…)".formatted(withoutQuery(jdbcUrl)));
      }
      // The URL overrides the sink's own properties, and this one would break it.
      if (jdbcUrl.contains("reWriteBatchedInserts=true")) {
        throw new IllegalArgumentException(
            "jdbc-url: reWriteBatchedInserts=true (expected: off, as a batch may hold two versions"
                + " of a row)");
      }
    }

    /** A bounded load reads all the topic holds when it starts. */
    public Settings(
        String bootstrapServers,
        String topicPrefix,
        boolean bounded,
        String jdbcUrl,
        String user,
        String password) {
      this(bootstrapServers, topicPrefix, bounded, null, jdbcUrl, user, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Settings[bootstrapServers=%s, topicPrefix=%s, bounded=%s, jdbcUrl=%s, user=%s]"
          .formatted(bootstrapServers, topicPrefix, bounded, withoutQuery(jdbcUrl), user);
    }

    /** A URL's query may hold a password too. */
    private static String withoutQuery(String url) {
      int query = url.indexOf('?');
      return query < 0 ? url : url.substring(0, query) + "?…";
    }
  }

  /**
   * Lays the job into an environment; runs nothing. Whatever the environment already says about
   * checkpoints and restarts stays.
   *
   * <p>A continuous job restarts for ever, ever more slowly, from its last checkpoint: a database
   * outage delays rows and loses none. A bounded one takes no checkpoints, begins again, and gives
   * up after {@value #BOUNDED_RESTARTS} restarts.
   */
  public static void define(StreamExecutionEnvironment environment, Settings settings) {
    environment.configure(configuration(environment.getConfiguration(), settings.bounded()));
    RowSource source = new RowSource(settings.bootstrapServers(), settings.topicPrefix());
    PostgresSinks postgres =
        new PostgresSinks(settings.jdbcUrl(), settings.user(), settings.password());
    LoaderPipeline.define(
        LoaderPipeline.records(
            environment,
            settings.bounded()
                ? source.boundedSource(settings.range())
                : source.continuousSource()),
        new LoaderPipeline.Sinks(
            postgres.tumblingRows(),
            postgres.rollingRows(),
            postgres.runs(),
            new TopicSinks(settings.bootstrapServers(), settings.topicPrefix(), "metrics-loader")
                .of(Topic.DEAD_LETTERS)));
  }

  private static Configuration configuration(ReadableConfig given, boolean bounded) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    if (!bounded && given.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    }
    if (given.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isEmpty()) {
      if (bounded) {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
            RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, BOUNDED_RESTARTS);
        configuration.set(
            RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, BOUNDED_RESTART_DELAY);
      } else {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
            RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, MAX_BACKOFF);
      }
    }
    return configuration;
  }

  /** Runs the job that the options describe. */
  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    define(environment, settings);
    environment.execute("tokenpace-metrics-loader");
    return CommandLine.ExitCode.OK;
  }

  private Settings settings() {
    try {
      return new Settings(
          bootstrapServers,
          topicPrefix,
          bounded,
          jdbcUrl,
          user,
          Files.readString(passwordFile).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "password-file: %s (expected: a readable file)".formatted(passwordFile),
          e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Starts the job from the command line; exits with 0 only if it ran. */
  public static void main(String[] args) {
    int exitCode = new CommandLine(new MetricsLoaderJob()).execute(args);
    if (exitCode != CommandLine.ExitCode.OK) {
      System.exit(exitCode);
    }
  }
}
