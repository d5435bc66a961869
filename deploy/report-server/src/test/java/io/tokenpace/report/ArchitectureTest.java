package io.tokenpace.report;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.report",
        List.of(
            "com.fasterxml.jackson..",
            "com.github.benmanes.caffeine..",
            "com.zaxxer.hikari..",
            "io.javalin..",
            "io.prometheus.metrics..",
            "io.tokenpace.schemas.codec..",
            "io.tokenpace.schemas.histogram..",
            "io.tokenpace.schemas.metrics..",
            "io.tokenpace.schemas.topics..",
            "io.tokenpace.schemas.wire..",
            "jakarta.servlet..",
            "javax.crypto..",
            "javax.sql..",
            "kotlin..",
            "org.apache.kafka..",
            "org.eclipse.jetty..",
            "org.slf4j..",
            "picocli.."));
  }
}
