package io.tokenpace.setup;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.setup",
        List.of(
            "io.tokenpace.schemas.topics..",
            "javax.sql..",
            "org.apache.kafka..",
            "org.flywaydb..",
            "org.postgresql..",
            "org.slf4j..",
            "picocli.."));
  }
}
