package io.tokenpace.aggregation;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRulesAndKnowsNoFramework() {
    ArchitectureRules.check(
        "io.tokenpace.aggregation", List.of("io.tokenpace.schemas..", "org.apache.avro.."));
  }
}
