package io.tokenpace.traceimport;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.traceimport",
        List.of(
            "io.tokenpace.schemas..",
            "com.fasterxml.jackson.core..",
            "org.apache.kafka.clients.producer..",
            "org.apache.kafka.common..",
            "picocli.."));
  }
}
