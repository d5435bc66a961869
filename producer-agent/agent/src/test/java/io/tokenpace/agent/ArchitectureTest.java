package io.tokenpace.agent;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.agent",
        List.of(
            "io.tokenpace.schemas..",
            "com.fasterxml.jackson.core..",
            "com.sun.net.httpserver..",
            "io.netty..",
            "io.prometheus.metrics..",
            "javax.crypto..",
            "org.apache.kafka.clients.producer..",
            "org.apache.kafka.common..",
            "org.jctools.queues..",
            "org.slf4j..",
            "picocli.."));
  }
}
