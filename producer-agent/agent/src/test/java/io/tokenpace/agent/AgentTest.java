package io.tokenpace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.HostPort;
import io.tokenpace.agent.testing.FakeEngine;
import io.tokenpace.agent.time.SystemAgentClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class AgentTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<AgentConfig> ran = new ArrayList<>();

  private int execute(String... args) {
    return execute((config, print, printer) -> ran.add(config), args);
  }

  private int execute(Agent.Run run, String... args) {
    CommandLine command = Agent.commandLine(run);
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("agent.yaml"), yaml).toString();
  }

  @Test
  void showsWhatWouldBeInForce() throws IOException {
    String config = file("engine: {url: 'http://e:1'}\nkafka: {bootstrap: 'k:1'}\nnode: n\n");
    assertThat(execute("--config", config, "--check-config")).isZero();
    assertThat(out.toString()).contains("node: n\n", "spool.max_age: 900000ms\n", "gpus: auto\n");
    assertThat(ran).isEmpty();
  }

  @Test
  void refusesABadConfigurationInOneLine() throws IOException {
    String config = file("engine: {url: 'http://e:1'}\nkafka: {bootstrap: 'k:1'}\nnodes: n\n");
    assertThat(execute("--config", config, "--check-config")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith(config + ": nodes: \"n\" (expected: one of ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{header: X, trusted_peers: [nobody]} | tenant.trusted_peers: peer: nobody (expected: ",
        "{header: X, trusted_peers: [10.0.0.0/33]} | tenant.trusted_peers: peer: 10.0.0.0/33 (",
        "{key_file: /nowhere/k, credentials_file: /nowhere/c} | /nowhere/k: no such file (expected: "
      })
  void refusesTenantsItCannotTellApartBeforeItStarts(String tenant, String complaint)
      throws IOException {
    String config =
        file("engine: {url: 'http://e:1'}\nkafka: {bootstrap: 'k:1'}\ntenant: " + tenant + "\n");
    assertThat(execute("--config", config, "--check-config")).isEqualTo(2);
    assertThat(execute("--config", config)).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith(complaint));
    assertThat(ran).isEmpty();
  }

  @Test
  void runsWithAConfigurationOrWithNone() throws IOException {
    String config = file("engine: {url: 'http://e:1'}\nkafka: {bootstrap: 'k:1'}\n");
    assertThat(execute("--config", config, "--listen", "0.0.0.0:0")).isZero();
    assertThat(execute("--engine", "http://e:1", "--print")).isZero();
    assertThat(ran).hasSize(2);
    assertThat(ran.get(0).listen()).isEqualTo(new HostPort("0.0.0.0", 0));
    assertThat(ran.get(1).kafka()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--engine http://e:1",
        "--print",
        "--engine https://e:1 --print",
        "--config x --engine http://e:1",
        "--engine http://e:1 --print --listen x",
        "--config /nowhere/agent.yaml",
        "--unknown"
      })
  void refusesOtherOptions(String options) {
    assertThat(execute(options.isEmpty() ? new String[0] : options.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(ran).isEmpty();
  }

  @Test
  void saysThatItCouldNotListen() {
    Agent.Run failing =
        (config, print, printer) -> {
          throw new IOException("listen: 127.0.0.1:1 (expected: an address that is free)");
        };
    assertThat(execute(failing, "--engine", "http://e:1", "--print")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("agent: listen: 127.0.0.1:1 (expected: an address that is free)");
  }

  @Test
  void saysWhereItListensAndStopsWhenItIsTold() throws Exception {
    StopSignal stop = new StopSignal();
    stop.ask();
    try (FakeEngine engine = new FakeEngine()) {
      Agent.Run run =
          (config, print, printer) ->
              AgentRun.untilStopped(
                  config,
                  new SystemAgentClock(),
                  printer,
                  (settings, clock, models, events) -> new FakeFront(events),
                  event -> {},
                  stop);
      assertThat(execute(run, "--engine", engine.url().toString(), "--print")).isZero();
      assertThat(out.toString())
          .matches(
              "agent: listening on 127\\.0\\.0\\.1:1 → "
                  + engine.url()
                  + " \\(admin 127\\.0\\.0\\.1:[1-9]\\d*\\)\n");
    }
  }
}
