package io.tokenpace.examples;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.examples",
        List.of(
            "io.tokenpace..",
            "com.fasterxml.jackson..",
            "com.sun.management..",
            "org.apache.avro..",
            "org.apache.kafka.."));
  }
}
