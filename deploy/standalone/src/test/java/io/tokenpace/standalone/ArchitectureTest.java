package io.tokenpace.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.tokenpace.schemas.testing.ArchitectureRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String BASE = "io.tokenpace.standalone";

  @Test
  void keepsItsRules() {
    ArchitectureRules.check(
        BASE,
        List.of(
            "io.tokenpace..",
            "ch.qos.logback..",
            "com.fasterxml.jackson..",
            "com.sun.management..",
            "io.zonky.test..",
            "javax.sql..",
            "kafka.server..",
            "org.apache.flink..",
            "org.apache.kafka..",
            "org.slf4j..",
            "picocli.."));
  }

  @Test
  void touchesTheBrokersInternalsInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".broker")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata..")
        .check(ArchitectureRules.classesBelow(BASE));
  }
}
