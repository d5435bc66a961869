package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.publish.KafkaProducers;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.timeline.RequestEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;

/** Runs one agent until it is told to stop. */
final class AgentRun {
  private AgentRun() {}

  /**
   * Returns when the agent has stopped.
   *
   * @param clock of its stamps
   * @param out told where it listens, once it does
   * @param fronts makes what stands before the engine
   * @param elsewhere told what becomes of requests if there is no Kafka
   * @param stop what tells it to stop
   * @throws IOException if it cannot listen where it is told to
   */
  static void untilStopped(
      AgentConfig config,
      AgentClock clock,
      PrintWriter out,
      FrontMaker fronts,
      RequestEvents elsewhere,
      StopSignal stop)
      throws IOException {
    try (AgentProcess agent =
        AgentProcess.start(config, clock, fronts, producers(config), elsewhere)) {
      out.printf(
          "agent: listening on %s → %s (admin %s)%n",
          config.listen().withPort(agent.port()),
          config.engine().url(),
          config.admin().withPort(agent.adminPort()));
      out.flush();
      stop.await();
    }
  }

  private static Supplier<Producer<String, byte[]>> producers(AgentConfig config) {
    AgentConfig.Kafka kafka = config.kafka();
    if (kafka == null) {
      return () -> {
        throw new IllegalStateException("no Kafka is configured");
      };
    }
    String clientId =
        "tokenpace-agent-%s-%s".formatted(config.labels().node(), config.labels().agentId());
    return new KafkaProducers(kafka.bootstrap(), clientId, kafka.properties());
  }
}
