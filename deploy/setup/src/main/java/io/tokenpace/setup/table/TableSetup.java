package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Difference;
import io.tokenpace.setup.finding.Finding.Outcome;
import io.tokenpace.setup.finding.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database's tables and functions to the version this build knows, or says in which way
 * they are not there. Tables that were made in another wording are reported and nothing is changed;
 * functions, which hold nothing, are replaced by this build's.
 *
 * <p>Thread-safe; set-ups at once wait for each other in the database.
 */
public final class TableSetup {
  private static final String DIRECTORY = "io/tokenpace/schemas/sql";

  private static final String FUNCTIONS = "functions";

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
        .locations("classpath:" + DIRECTORY)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .ignoreMigrationPatterns("*:pending");
  }

  /**
   * Compares, and changes nothing: first the migrations that were applied, and if there are any,
   * then what the database holds with what they make of an empty one.
   *
   * @return one finding per migration, table, partition, type and function: AS_EXPECTED, MISSING or
   *     DIFFERS
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> check() {
    return answer(
        () -> {
          List<Finding> findings = new ArrayList<>(compareMigrations());
          if (!allMissing(findings)) {
            findings.addAll(compareObjects());
          }
          return findings;
        });
  }

  /**
   * Applies the migrations that are missing, unless a version that is there differs. What was there
   * before is compared as by {@link #check()}, and left as it is.
   *
   * @return one finding per migration: CREATED, AS_EXPECTED, or, when nothing was done, MISSING and
   *     DIFFERS; and the findings of {@link #check()} on objects, unless all of them are new
   * @throws SetupException if the database does not answer or refuses
   */
  public List<Finding> migrate() {
    return answer(
        () -> {
          List<Finding> before = compareMigrations();
          if (before.stream().anyMatch(TableSetup::isOfOtherTables)) {
            return before;
          }
          flyway.migrate();
          Map<String, Boolean> wasGood = new HashMap<>();
          before.forEach(finding -> wasGood.put(finding.object(), finding.good()));
          List<Finding> findings = new ArrayList<>();
          for (Finding finding : compareMigrations()) {
            boolean isNew = finding.good() && !wasGood.getOrDefault(finding.object(), false);
            findings.add(isNew ? Finding.created(finding.object()) : finding);
          }
          if (!allMissing(before)) {
            findings.addAll(compareObjects());
          }
          return findings;
        });
  }

  private static boolean allMissing(List<Finding> findings) {
    return findings.stream().allMatch(finding -> finding.outcome() == Outcome.MISSING);
  }

  private static boolean isOfOtherTables(Finding finding) {
    return finding.outcome() == Outcome.DIFFERS && !finding.object().startsWith(FUNCTIONS);
  }

  private List<Finding> compareMigrations() {
    Map<String, Difference> invalid = new HashMap<>();
    for (ValidateOutput output : flyway.validateWithResult().invalidMigrations) {
      String message = output.errorDetails.errorMessage.lines().findFirst().orElse("");
      invalid.put(
          String.valueOf(output.version),
          new Difference("migration", message, "as this build has it, applied"));
    }
    Map<String, Finding> findings = new LinkedHashMap<>();
    for (MigrationInfo migration : flyway.info().all()) {
      @Nullable MigrationVersion version = migration.getVersion();
      String object =
          version == null
              ? "%s (%s)".formatted(FUNCTIONS, migration.getDescription())
              : "tables version %s (%s)".formatted(version, migration.getDescription());
      Difference difference = version == null ? null : invalid.get(version.toString());
      if (difference != null) {
        findings.put(object, Finding.compared(object, List.of(difference)));
      } else if (migration.getState() == MigrationState.PENDING) {
        // Functions in another wording are listed as well, and that says more.
        findings.putIfAbsent(object, Finding.missing(object));
      } else if (migration.getState() != MigrationState.SUPERSEDED) {
        findings.put(object, Finding.compared(object, differences(migration.getState())));
      }
    }
    return List.copyOf(findings.values());
  }

  private static List<Difference> differences(MigrationState state) {
    return state == MigrationState.SUCCESS
        ? List.of()
        : List.of(new Difference("state", state.getDisplayName(), "Success"));
  }

  private List<Finding> compareObjects() {
    try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
      return Catalog.ofScripts(connection, scripts()).compareWith(Catalog.ofDatabase(connection));
    } catch (SQLException e) {
      throw Refusals.of(e);
    }
  }

  /** The migrations this build has, as SQL, in their order. */
  private List<String> scripts() {
    return Stream.of(flyway.info().all())
        .filter(migration -> migration.getState().isResolved())
        .map(MigrationInfo::getScript)
        .distinct()
        .map(TableSetup::read)
        .toList();
  }

  private static String read(String script) {
    String resource = "/" + DIRECTORY + "/" + script;
    try (InputStream in =
        Objects.requireNonNull(TableSetup.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T answer(Supplier<T> work) {
    try {
      return work.get();
    } catch (FlywayException e) {
      throw Refusals.of(e);
    }
  }
}
