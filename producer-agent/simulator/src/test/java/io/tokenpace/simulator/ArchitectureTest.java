package io.tokenpace.simulator;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.simulator",
        List.of(
            "io.tokenpace.schemas..",
            "com.fasterxml.jackson.core..",
            "io.netty..",
            "org.slf4j..",
            "picocli.."));
  }
}
