package io.tokenpace.setup;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.SetupException;
import io.tokenpace.setup.table.ReaderRole;
import io.tokenpace.setup.table.Retention;
import io.tokenpace.setup.table.TableSetup;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code setup topics|tables|all|retain|delete-run}: one line per object on standard output, one
 * line on standard error if it could not be done. Exit status: 0 all as expected, 1 something is
 * missing or differs, 2 bad input, no connection, or a refusal.
 */
@Command(
    name = "setup",
    description =
        "Creates and checks the topics and tables of Tokenpace; deletes only what it is asked to.",
    synopsisSubcommandLabel = "topics|tables|all|retain|delete-run")
public final class Setup {
  private static final int AS_EXPECTED = 0;
  private static final int NOT_AS_EXPECTED = 1;
  private static final int NOT_DONE = 2;
  private static final int KAFKA_ANSWERS_WITHIN_MILLIS = 15_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this text.")
  @SuppressWarnings("unused") // Read by picocli alone.
  private boolean help;

  private Setup() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // A set-up without a logging provider has nothing to log, and need not be told so.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(commandLine().execute(arguments));
  }

  /** The command, to be run without ending the process. */
  static CommandLine commandLine() {
    return new CommandLine(new Setup())
        .setParameterExceptionHandler(
            (exception, arguments) -> complain(exception.getCommandLine(), exception))
        .setExecutionExceptionHandler(
            (exception, commandLine, result) -> {
              if (exception instanceof SetupException
                  || exception instanceof IllegalArgumentException) {
                return complain(commandLine, exception);
              }
              throw exception;
            });
  }

  private static int complain(CommandLine commandLine, Exception exception) {
    commandLine.getErr().println("setup: " + exception.getMessage());
    return NOT_DONE;
  }

  @Command(name = "topics", description = "Creates and checks the topics.")
  int topics(
      @Mixin KafkaOptions kafka,
      @Option(names = "--check", description = "Compare only; change nothing.") boolean check) {
    return report(setUpTopics(kafka, check));
  }

  @Command(name = "tables", description = "Creates and checks the tables.")
  int tables(
      @Mixin DatabaseOptions database,
      @Option(names = "--check", description = "Compare only; change nothing.") boolean check,
      @Option(
              names = "--reader",
              paramLabel = "NAME",
              description = "A role that may only read the tables; made if it is not there.")
          @Nullable String reader) {
    if (check && reader != null) {
      throw new IllegalArgumentException(
          "--reader: %s (expected: no --check beside it)".formatted(reader));
    }
    List<Finding> findings = new ArrayList<>(setUpTables(database, check));
    if (reader != null) {
      findings.add(new ReaderRole(database.dataSource()).grant(reader));
    }
    return report(findings);
  }

  @Command(name = "all", description = "Creates and checks topics and tables.")
  int all(
      @Mixin KafkaOptions kafka,
      @Mixin DatabaseOptions database,
      @Option(names = "--check", description = "Compare only; change nothing.") boolean check) {
    int topics = report(setUpTopics(kafka, check));
    int tables = report(setUpTables(database, check));
    return Math.max(topics, tables);
  }

  @Command(
      name = "retain",
      description = "Makes the days of live rows ahead, and drops those that are older than said.")
  int retain(@Mixin DatabaseOptions database, @Mixin RetentionOptions options) {
    options.check();
    Retention retention = new Retention(database.dataSource(), Clock.systemUTC());
    List<Finding> findings = new ArrayList<>(retention.createDays(options.daysAhead()));
    options.liveRows().ifPresent(age -> findings.addAll(retention.dropTumblingRows(age)));
    options.rollingRows().ifPresent(age -> findings.addAll(retention.dropRollingRows(age)));
    return report(findings);
  }

  @Command(name = "delete-run", description = "Deletes a run over history from every table.")
  int deleteRun(
      @Mixin DatabaseOptions database,
      @Parameters(paramLabel = "NAME", description = "The run; a live one is refused.")
          String run) {
    return report(List.of(new Retention(database.dataSource(), Clock.systemUTC()).deleteRun(run)));
  }

  private int report(List<Finding> findings) {
    PrintWriter out = commandSpec().commandLine().getOut();
    findings.forEach(finding -> out.println(finding.toLine()));
    return findings.stream().allMatch(Finding::good) ? AS_EXPECTED : NOT_AS_EXPECTED;
  }

  private CommandSpec commandSpec() {
    CommandSpec commandSpec = spec;
    if (commandSpec == null) {
      throw new IllegalStateException("picocli sets the spec before it runs a command");
    }
    return commandSpec;
  }

  private static List<Finding> setUpTopics(KafkaOptions kafka, boolean check) {
    TopicLayout layout = kafka.layout();
    try (Admin admin = admin(kafka.bootstrap())) {
      TopicSetup topics = new TopicSetup(admin, layout);
      return check ? topics.check() : topics.apply();
    } catch (SetupException e) {
      if (e.getCause() instanceof ExecutionException failed
          && failed.getCause() instanceof TimeoutException) {
        throw new SetupException(
            "--bootstrap: %s (expected: brokers that answer within %d s)"
                .formatted(
                    kafka.bootstrap(), Duration.ofMillis(KAFKA_ANSWERS_WITHIN_MILLIS).toSeconds()),
            e);
      }
      throw e;
    }
  }

  private static Admin admin(String bootstrap) {
    try {
      return Admin.create(
          Map.of(
              AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
              bootstrap,
              AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
              KAFKA_ANSWERS_WITHIN_MILLIS,
              AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
              KAFKA_ANSWERS_WITHIN_MILLIS));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SetupException(
          "--bootstrap: %s (expected: brokers that can be found: %s)"
              .formatted(bootstrap, cause.getMessage()),
          e);
    }
  }

  private static List<Finding> setUpTables(DatabaseOptions database, boolean check) {
    TableSetup tables = new TableSetup(database.jdbcUrl(), database.user(), database.password());
    return check ? tables.check() : tables.migrate();
  }
}
