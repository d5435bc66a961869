package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Difference;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.finding.SetupException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database's tables to the version this build knows, or says in which way they are not
 * there. A migration that was applied in another wording is reported and nothing is changed.
 *
 * <p>Thread-safe; set-ups at once wait for each other in the database.
 */
public final class TableSetup {
  private static final String LOCATION = "classpath:io/tokenpace/schemas/sql";

  private final Flyway flyway;

  /** A set-up of the database, and of the schema its connections look into first. */
  public TableSetup(DataSource dataSource) {
    this(() -> configure().dataSource(dataSource));
  }

  /**
   * A set-up of the database at a JDBC address.
   *
   * @param password null if none is to be sent
   * @throws SetupException if there is no driver for the address
   */
  public TableSetup(String jdbcUrl, String user, @Nullable String password) {
    this(() -> configure().dataSource(jdbcUrl, user, password == null ? "" : password));
  }

  private TableSetup(Supplier<FluentConfiguration> configuration) {
    this.flyway = answer(() -> configuration.get().load());
  }

  private static FluentConfiguration configure() {
    return Flyway.configure()
        .loggers(QuietLogs.class.getName())
        .locations(LOCATION)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .ignoreMigrationPatterns("*:pending");
  }

  /**
   * Compares, and changes nothing.
   *
   * @return one finding per version: AS_EXPECTED, MISSING or DIFFERS
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> check() {
    return answer(this::compare);
  }

  /**
   * Applies the versions that are missing, unless one that is there differs.
   *
   * @return one finding per version: CREATED, AS_EXPECTED, or, when nothing was done, MISSING and
   *     DIFFERS
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> migrate() {
    return answer(
        () -> {
          List<Finding> before = compare();
          if (before.stream().anyMatch(finding -> finding.outcome() == Outcome.DIFFERS)) {
            return before;
          }
          flyway.migrate();
          Map<String, Outcome> outcomes = new HashMap<>();
          before.forEach(finding -> outcomes.put(finding.object(), finding.outcome()));
          return compare().stream()
              .map(
                  finding ->
                      outcomes.get(finding.object()) == Outcome.MISSING && finding.good()
                          ? Finding.created(finding.object())
                          : finding)
              .toList();
        });
  }

  private List<Finding> compare() {
    Map<String, Difference> invalid = new HashMap<>();
    for (ValidateOutput output : flyway.validateWithResult().invalidMigrations) {
      String message = output.errorDetails.errorMessage.lines().findFirst().orElse("");
      invalid.put(
          output.version, new Difference("migration", message, "as this build has it, applied"));
    }
    List<Finding> findings = new ArrayList<>();
    for (MigrationInfo migration : flyway.info().all()) {
      String version = String.valueOf(migration.getVersion());
      String object = "tables version %s (%s)".formatted(version, migration.getDescription());
      Difference difference = invalid.get(version);
      if (difference != null) {
        findings.add(Finding.compared(object, List.of(difference)));
      } else {
        findings.add(finding(object, migration));
      }
    }
    return findings;
  }

  private static Finding finding(String object, MigrationInfo migration) {
    return switch (migration.getState()) {
      case SUCCESS -> Finding.compared(object, List.of());
      case PENDING -> Finding.missing(object);
      default ->
          Finding.compared(
              object,
              List.of(new Difference("state", migration.getState().getDisplayName(), "Success")));
    };
  }

  private static <T> T answer(Supplier<T> work) {
    try {
      return work.get();
    } catch (FlywayException e) {
      throw new SetupException("PostgreSQL: " + innermostMessage(e), e);
    }
  }

  /** Flyway wraps what the database says into a page of text about its own state. */
  private static String innermostMessage(FlywayException exception) {
    Throwable innermost = exception;
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    String message = String.valueOf(innermost.getMessage());
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }
}
