package io.tokenpace.schemas.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/** The rules every module's architecture test holds its own classes to. */
public final class ArchitectureRules {
  private static final String GENERATED = "io.tokenpace.schemas.wire..";

  private ArchitectureRules() {}

  /** The production classes below a package. */
  public static JavaClasses classesBelow(String basePackage) {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(basePackage);
  }

  /**
   * Checks a module.
   *
   * @param basePackage the module's base package, e.g. {@code io.tokenpace.schemas}
   * @param allowed packages its classes may depend on besides the JDK and their own
   */
  public static void check(String basePackage, List<String> allowed) {
    JavaClasses classes = classesBelow(basePackage);
    for (ArchRule rule : rules(basePackage, allowed)) {
      rule.check(classes);
    }
  }

  private static List<ArchRule> rules(String basePackage, List<String> allowed) {
    return List.of(
        slices().matching(basePackage + ".(*)..").should().beFreeOfCycles(),
        classes()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                Stream.concat(
                        Stream.of(basePackage + "..", "java..", "org.jspecify..", ""),
                        allowed.stream())
                    .toArray(String[]::new)),
        noClasses()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "sun..", "jdk.internal.."),
        noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Clock")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .because("clocks are injected"),
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .allowEmptyShould(true));
  }
}
