package io.tokenpace.report.server;

import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code report-server}: serves until it is told to stop. Exit status: 0 stopped, 2 bad input or an
 * address that is taken, in one line on standard error.
 */
@Command(name = "report-server", description = "Serves reports, the API and the page.")
public final class ReportServerCommand implements Callable<Integer> {
  private static final String PASSWORD_VARIABLE = "TOKENPACE_DATABASE_PASSWORD";
  private static final int NOT_DONE = 2;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  @SuppressWarnings("unused") // Read by picocli alone.
  private boolean help;

  @Option(
      names = "--database-url",
      required = true,
      paramLabel = "URL",
      description = "The database, e.g. jdbc:postgresql://localhost:5432/tokenpace.")
  private String databaseUrl = "";

  @Option(
      names = "--database-user",
      required = true,
      paramLabel = "NAME",
      description = "Who reads; a role that may only read is enough.")
  private String databaseUser = "";

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description =
          "File whose first line is the password; without it, that of the environment's "
              + PASSWORD_VARIABLE
              + ", and without that none is sent.")
  private @Nullable Path databasePasswordFile;

  @Option(
      names = "--port",
      defaultValue = "8090",
      paramLabel = "N",
      description = "The port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description =
          "The address to listen on (default: ${DEFAULT-VALUE}); another than loopback needs"
              + " --token-file.")
  private String bind = "";

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "A name this server is also known under; may be given several times.")
  private List<String> hosts = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File whose first line is the token callers have to know.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT[,…]",
      description = "Brokers to ask first, to show what waits in the topics; without it, nothing.")
  private @Nullable String kafka;

  @Option(
      names = "--topic-prefix",
      defaultValue = Topic.DEFAULT_PREFIX,
      description = "What every topic's name begins with (default: ${DEFAULT-VALUE}).")
  private String topicPrefix = "";

  private ReportServerCommand() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command, to be run without ending the process. */
  static CommandLine commandLine() {
    return new CommandLine(new ReportServerCommand())
        .setParameterExceptionHandler(
            (exception, arguments) -> complain(exception.getCommandLine(), exception))
        .setExecutionExceptionHandler(
            (exception, commandLine, result) -> {
              if (exception instanceof IllegalArgumentException) {
                return complain(commandLine, exception);
              }
              throw exception;
            });
  }

  private static int complain(CommandLine commandLine, Exception exception) {
    commandLine.getErr().println("report-server: " + exception.getMessage());
    return NOT_DONE;
  }

  @Override
  public Integer call() throws InterruptedException {
    ReportServer server = ReportServer.start(config());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endProcess(asked, over), "stop"));
    try {
      commandSpec().commandLine().getOut().println("report-server  " + server.address());
      asked.await();
      return 0;
    } finally {
      server.close();
      over.countDown();
    }
  }

  /** Lets a signal end the process only once the server has stopped. */
  private static void endProcess(CountDownLatch asked, CountDownLatch over) {
    asked.countDown();
    try {
      over.await();
      // Whoever was told to stop and did so did not fail, which the signal's own code would say.
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CommandSpec commandSpec() {
    CommandSpec commandSpec = spec;
    if (commandSpec == null) {
      throw new IllegalStateException("picocli sets the spec before it runs a command");
    }
    return commandSpec;
  }

  private ServerConfig config() {
    Path token = tokenFile;
    return new ServerConfig(
        bind,
        port,
        Set.copyOf(hosts),
        token == null ? null : firstLine("--token-file", token),
        databaseUrl,
        databaseUser,
        password(),
        kafka,
        topicPrefix,
        ApiLimits.USUAL);
  }

  private @Nullable String password() {
    Path file = databasePasswordFile;
    return file == null
        ? System.getenv(PASSWORD_VARIABLE)
        : firstLine("--database-password-file", file);
  }

  private static String firstLine(String option, Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a readable text file)".formatted(option, file), e);
    }
  }
}
