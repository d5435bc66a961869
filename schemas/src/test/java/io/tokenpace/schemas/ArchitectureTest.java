package io.tokenpace.schemas;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.schemas", List.of("org.apache.avro..", "com.fasterxml.jackson.."));
  }
}
