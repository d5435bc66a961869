package io.tokenpace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.AgentYaml;
import io.tokenpace.agent.config.HostPort;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.testing.Events;
import io.tokenpace.agent.testing.FakeEngine;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.time.SystemAgentClock;
import io.tokenpace.agent.timeline.RequestEvents;
import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.yaml.StrictYaml;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole agent but the front and Kafka. */
@Timeout(60)
class AgentProcessTest {
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final List<FakeFront> fronts = new CopyOnWriteArrayList<>();
  private final AgentClock clock = new SystemAgentClock();
  private final FakeEngine engine = engine();

  private static FakeEngine engine() {
    try {
      return new FakeEngine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private AgentConfig config() {
    return AgentYaml.read(
        StrictYaml.parse(
            "agent.yaml",
            """
            node: n
            engine: {url: "%s"}
            kafka: {bootstrap: "127.0.0.1:1"}
            admin: 127.0.0.1:0
            scrape: {interval: 100ms, timeout: 90ms, nvidia_smi: /nowhere/nvidia-smi}
            gpus: [{type: H100-SXM}]
            """
                .formatted(engine.url())),
        "other");
  }

  private AgentProcess start() throws IOException {
    return AgentProcess.start(
        config(),
        clock,
        this::open,
        () -> producer,
        event -> {
          throw new AssertionError("there is Kafka");
        });
  }

  private Front open(
      AgentConfig config, AgentClock agentClock, ServedModels models, RequestEvents events) {
    FakeFront front = new FakeFront(events);
    fronts.add(front);
    return front;
  }

  private List<NodeReport> reports() {
    List<NodeReport> reports = new ArrayList<>();
    for (ProducerRecord<String, byte[]> record : List.copyOf(producer.history())) {
      assertThat(record.key()).isEqualTo("n");
      Decoded<NodeReport> decoded = WireCodec.nodeReports().decode(record.value());
      reports.add(((Decoded.Value<NodeReport>) decoded).value());
    }
    return reports;
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void reportsWhatItIsToldAndReadsUntilTheFinalReport() throws Exception {
    AgentProcess agent = start();
    fronts.get(0).events.offer(Events.started(0, clock.monotonicMicros()));
    until(() -> reports().stream().anyMatch(report -> !report.getEngineSamples().isEmpty()));
    until(() -> ask(agent, "/readyz").equals("ok\n"));
    StringBuilder whileDraining = new StringBuilder();
    fronts.get(0).whileDraining =
        () -> {
          whileDraining.append(ask(agent, "/readyz"));
          fronts.get(0).events.offer(Events.ended(0, 0, clock.monotonicMicros(), 0));
        };
    String page = ask(agent, "/metrics");
    agent.close();
    agent.close();

    List<NodeReport> reports = reports();
    NodeReport last = reports.get(reports.size() - 1);
    assertThat(last.getState()).isEqualTo(ProducerState.FINAL);
    assertThat(last.getInFlight()).isEmpty();
    assertThat(reports)
        .extracting(NodeReport::getSequence)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize((int) (last.getSequence() + 1));
    assertThat(reports.stream().mapToInt(report -> report.getStarted().size()).sum()).isEqualTo(1);
    assertThat(reports.stream().mapToInt(report -> report.getEnded().size()).sum()).isEqualTo(1);
    assertThat(reports)
        .allMatch(
            report -> report.getGpus().equals(List.of(new Gpu("n/gpu-0", "H100-SXM", "engine"))));
    assertThat(whileDraining).hasToString("draining\n");
    assertThat(fronts.get(0).closed).isTrue();
    assertThat(producer.closed()).isTrue();
    assertThat(page)
        .contains(
            "tokenpace_agent_events_total{kind=\"start\"} 1.0",
            "tokenpace_agent_requests_in_flight 1.0",
            "tokenpace_agent_dropped_events_total{reason=\"ring_full_chunk\"} 0.0",
            "tokenpace_agent_refused_requests_total{reason=\"bad_head\"} 2.0",
            "tokenpace_agent_unobserved_total{reason=\"too_large\"} 3.0",
            "tokenpace_agent_scrape_failures_total{of=\"metrics\"} ");
  }

  private static String ask(AgentProcess agent, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.adminPort() + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void anAdminAddressThatIsTakenStopsTheStart() throws IOException {
    AgentProcess first = start();
    AgentConfig taken =
        config().withAddresses(config().listen(), new HostPort("127.0.0.1", first.adminPort()));
    assertThatThrownBy(
            () -> AgentProcess.start(taken, clock, this::open, () -> producer, event -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("admin: ")
        .hasMessageEndingWith(" (expected: an address that is free)");
    assertThat(fronts.get(1).closed).isTrue();
    first.close();
  }
}
