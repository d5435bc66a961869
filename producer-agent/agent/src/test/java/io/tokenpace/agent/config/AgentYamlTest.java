package io.tokenpace.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.agent.config.AgentConfig.Gpus;
import io.tokenpace.agent.config.AgentConfig.Kafka;
import io.tokenpace.agent.config.AgentConfig.NamedGpu;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentYamlTest {
  private static final Path SHIPPED = Path.of("agent.yaml");
  private static final String NEEDED =
      """
      engine: {url: "http://127.0.0.1:8000"}
      kafka: {bootstrap: "127.0.0.1:9092"}
      """;

  private static AgentConfig read(String yaml) {
    return AgentYaml.read(StrictYaml.parse("agent.yaml", yaml), "node-1");
  }

  @Test
  void threeLinesAreEnough() {
    AgentConfig config = read(NEEDED + "gpus: [{type: H100-SXM}]\n");

    assertThat(config.labels().node()).isEqualTo("node-1");
    assertThat(config.labels().servingGroup()).isEqualTo("node-1");
    assertThat(config.engine().port()).isEqualTo(8000);
    assertThat(config.kafka()).isEqualTo(new Kafka("127.0.0.1:9092", "tokenpace.", Map.of()));
    assertThat(config.gpus())
        .isEqualTo(new Gpus(false, List.of(new NamedGpu(null, "H100-SXM", "engine"))));
  }

  @Test
  void theShippedFileSaysWhatHoldsWithoutIt() {
    assertThat(AgentYaml.read(StrictYaml.read(SHIPPED), "other")).isEqualTo(read(NEEDED));
  }

  @Test
  void theShippedFileNamesEveryKey() throws IOException {
    String shipped = Files.readString(SHIPPED);
    for (String line : AgentConfigText.of(read(NEEDED))) {
      String key = line.substring(0, line.indexOf(':'));
      String name = key.substring(key.lastIndexOf('.') + 1);
      assertThat(shipped).containsPattern("(?m)^(  )?(# )?" + name + ":");
    }
  }

  @Test
  void theThreeLinesOfTheShippedFileAreEnough() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readAllLines(SHIPPED)) {
      if (line.startsWith("#   ")) {
        lines.append(line.substring(4)).append('\n');
      }
    }
    assertThat(lines.toString().lines()).hasSize(3);
    assertThat(read(lines.toString()).gpus().named()).hasSize(1);
  }

  @Test
  void takesEverythingThereIsToSay() {
    AgentConfig config =
        read(
            """
            node: n
            serving_group: g
            vantage: router
            role: decode
            engine: {url: "http://engine.local", name: e, base_model: b}
            listen: "[::1]:0"
            tenant: {header: X-Tenant, trusted_peers: [10.0.0.0/8]}
            workload: {header: X-Workload}
            request_ids: all
            publish: reports+tokens
            kafka:
              bootstrap: "a:1,b:2"
              prefix: p.
              properties: {security.protocol: SSL, ssl.truststore.location: /t, sasl.mechanism: PLAIN}
            gpus: none
            """);
    assertThat(config.listen()).hasToString("[::1]:0");
    assertThat(config.engine().port()).isEqualTo(80);
    assertThat(config.gpus()).isEqualTo(Gpus.NONE);
    assertThat(config.publication()).isEqualTo(Publication.REPORTS_AND_TOKENS);
    assertThat(config.requestIds()).isEqualTo(RequestIds.ALL);
    assertThat(config.kafka()).isNotNull();
    assertThat(AgentConfigText.of(config))
        .contains(
            "vantage: router",
            "kafka.properties: [sasl.mechanism, security.protocol, ssl.truststore.location]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodes: x | nodes: \"x\" (expected: one of admin,",
        "node: '' | node: \"\" (expected: a text)",
        "vantage: side | vantage: side (expected: one of engine, router, edge)",
        "role: x | role: x (expected: one of aggregated, prefill, decode, router, worker)",
        "listen: localhost | listen: localhost (expected: HOST:PORT",
        "listen: 'a:65536' | listen: a:65536 (expected: HOST:PORT",
        "admin: '::1:80' | admin: ::1:80 (expected: HOST:PORT",
        "limits: {ring_events: 1000} | limits.ring_events: 1000 (expected: a power of two)",
        "limits: {ring_events: 1} | limits.ring_events: 1 (expected: a whole number from 256",
        "limits: {head_bytes: 4096} | limits.head_bytes: 4096 (expected: at least line_bytes",
        "tenant: {header: 'a b'} | tenant.header: a b (expected: the name of a header)",
        "tenant: {header: X} | tenant.trusted_peers: none (expected: the peers",
        "tenant: {key_file: k} | tenant.credentials_file: none (expected: a file",
        "tenant: {credentials_file: k} | tenant.key_file: none (expected: a file",
        "request_ids: some | request_ids: some (expected: one of off, sampled, all)",
        "publish: tokens | publish: tokens (expected: one of reports, reports+tokens)",
        "spool: {max_bytes: 1} | spool.max_bytes: 1 (expected: a whole number from 131072",
        "spool: {max_age: 0s} | spool.max_age: \"0s\" (expected: a duration above zero",
        "scrape: {timeout: 5s} | scrape.timeout: PT5S (expected: less than interval)",
        "scrape: {interval: 1ms} | scrape.interval: PT0.001S (expected: at least 100ms)",
        "limits: {connect_timeout: 25d} | limits.connect_timeout: PT600H (expected: at most 1h)",
        "scrape: {metrics_path: /a b} | scrape.metrics_path: /a b (expected: a path",
        "scrape: {metrics_path: //elsewhere/} | scrape.metrics_path: //elsewhere/ (expected: a path",
        "scrape: {metrics_path: m} | scrape.metrics_path: m (expected: a path",
        "gpus: all | gpus: all (expected: one of auto, none)",
        "gpus: [{uuid: a}] | gpus[0].type: none (expected: the type a price is given for",
        "'gpus: [{type: t, uuid: a}, {type: t, uuid: a}]' | gpus[1].uuid: a (expected: another",
      })
  void refusesWhatItCannotUse(String line, String complaint) {
    assertThatThrownBy(() -> read(NEEDED + line + "\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("agent.yaml: " + complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {bootstrap: 'a:1'} | engine.url: none (expected: http://HOST:PORT",
        "{url: 'https://a:1'} | {bootstrap: 'a:1'} | engine.url: https://a:1 (expected: http",
        "{url: 'http://a:1/v1'} | {bootstrap: 'a:1'} | engine.url: http://a:1/v1 (expected",
        "{url: 'http://u@a:1'} | {bootstrap: 'a:1'} | engine.url: http://u@a:1 (expected",
        "{url: 'http://a:0'} | {bootstrap: 'a:1'} | engine.url: http://a:0 (expected",
        "{url: 'http://a:1'} | {} | kafka.bootstrap: none (expected: HOST:PORT",
        "{url: 'http://a:1'} | {bootstrap: 'a:1,b'} | kafka.bootstrap: a:1,b (expected: HOST",
        "{url: 'http://a:1'} | {bootstrap: 'a:1', prefix: 'a b'} | kafka.prefix: a b (expected",
        "{url: 'http://a:1'} | {bootstrap: 'a:1', properties: {acks: '0'}} | kafka.properties.acks",
      })
  void refusesWhatIsNeededAndMissing(String engine, String kafka, String complaint) {
    assertThatThrownBy(() -> read("engine: " + engine + "\nkafka: " + kafka + "\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("agent.yaml: " + complaint)
        .hasMessageContaining("(expected: ");
  }
}
