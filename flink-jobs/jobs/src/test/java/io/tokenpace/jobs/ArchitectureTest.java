package io.tokenpace.jobs;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.jobs",
        List.of(
            "io.tokenpace.aggregation..",
            "io.tokenpace.schemas..",
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.apache.avro..",
            "org.postgresql..",
            "org.slf4j..",
            "com.fasterxml.jackson..",
            "picocli.."));
  }
}
