package io.tokenpace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.jobs.MetricsLoaderJob.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MetricsLoaderJobTest {
  private static final String URL = "jdbc:postgresql://db:5432/tokenpace";

  @Test
  void laysAWholeJobWithoutTouchingTheNetwork() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(2);

    MetricsLoaderJob.define(environment, settings(false));

    // Making the job graph serializes every operator.
    assertThat(environment.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
    assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(environment.getConfiguration().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(environment.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("exponential-delay");
  }

  @Test
  void takesNoCheckpointsAndGivesUpInTheEndWhenBounded() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(2);

    MetricsLoaderJob.define(environment, settings(true));

    assertThat(environment.getCheckpointConfig().isCheckpointingEnabled()).isFalse();
    assertThat(environment.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("fixed-delay");
  }

  @Test
  void leavesWhatTheEnvironmentSaysAboutRestartsAndCheckpoints() {
    Configuration given = new Configuration();
    given.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    given.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(3));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, given);

    MetricsLoaderJob.define(environment, settings(false));

    assertThat(environment.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("none");
    assertThat(environment.getConfiguration().get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void showsNoPassword() {
    assertThat(
            new Settings("kafka:9092", "", true, URL + "?password=hunter2", "loader", "hunter3")
                .toString())
        .contains(URL)
        .doesNotContain("hunter");
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThatThrownBy(() -> new Settings(" ", "", true, URL, "loader", ""))
        .hasMessageContaining("bootstrap: empty (expected: host:port");
    assertThatThrownBy(() -> new Settings("k:1", "", true, "jdbc:mysql://x", "loader", ""))
        .hasMessageContaining("jdbc-url: jdbc:mysql://x (expected: jdbc:postgresql:");
    assertThatThrownBy(
            () -> new Settings("k:1", "", true, URL + "?reWriteBatchedInserts=true", "loader", ""))
        .hasMessageContaining("reWriteBatchedInserts=true (expected: off");
  }

  @Test
  void saysWhatIsWrongWithItsOptionsAndExits() {
    StringWriter errors = new StringWriter();
    CommandLine commandLine =
        new CommandLine(new MetricsLoaderJob()).setErr(new PrintWriter(errors, true));

    int exitCode =
        commandLine.execute(
            "--bootstrap=k:1", "--jdbc-url=" + URL, "--user=u", "--password-file=no-such-file");

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString())
        .startsWith("password-file: no-such-file (expected: a readable file)")
        .doesNotContain("\tat ");
  }

  private static Settings settings(boolean bounded) {
    return new Settings("kafka:9092", "tokenpace.", bounded, URL, "loader", "secret");
  }
}
