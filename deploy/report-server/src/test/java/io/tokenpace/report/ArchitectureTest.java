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
            "io.tokenpace.schemas.histogram..",
            "io.tokenpace.schemas.metrics..",
            "javax.sql.."));
  }
}
