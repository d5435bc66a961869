package io.tokenpace.benchmarks;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        "io.tokenpace.benchmarks",
        List.of(
            "io.tokenpace..",
            "io.zonky.test..",
            "com.fasterxml.jackson..",
            "com.sun.management..",
            "javax.sql..",
            "jdk.jfr..",
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.openjdk.jmh..",
            "picocli.."));
  }
}
