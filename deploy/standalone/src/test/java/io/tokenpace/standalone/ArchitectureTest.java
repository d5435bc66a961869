package io.tokenpace.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
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

  @Test
  void findsTheTruthWithoutTheJobsOwnMeans() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".truth")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.tokenpace.aggregation..", "io.tokenpace.jobs..")
                .and(
                    not(
                        resideInAnyPackage(
                            "io.tokenpace.aggregation.config", "io.tokenpace.jobs.kafka"))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tokenpace.schemas.histogram", "io.tokenpace.schemas.metrics")
        .check(ArchitectureRules.classesBelow(BASE));
  }
}
