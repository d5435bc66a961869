package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.AgentConfigText;
import io.tokenpace.agent.config.AgentYaml;
import io.tokenpace.agent.config.HostPort;
import io.tokenpace.agent.print.RequestPrinter;
import io.tokenpace.agent.tap.TenantRule;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.time.SystemAgentClock;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code agent}: stands before an engine until it is told to stop.
 *
 * <p>Exit codes: 0 it was told to stop, or the configuration is good; 1 it could not start; 2 an
 * option or the configuration is no good. An error is one line.
 */
@Command(
    name = "agent",
    sortOptions = false,
    description = "Stands before an LLM engine and reports every token to Kafka.")
public final class Agent implements Callable<Integer> {
  private static final int NOT_STARTED = 1;
  private static final int BAD_INPUT = 2;

  private final Run run;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "What it is told to do.")
  private @Nullable Path file;

  @Option(
      names = "--check-config",
      description = "Shows what would be in force, and starts nothing.")
  private boolean check;

  @Option(
      names = "--engine",
      paramLabel = "URL",
      description = "The engine, http://HOST:PORT; with --print, instead of a configuration.")
  private @Nullable String engine;

  @Option(
      names = "--print",
      description = "Needs no Kafka: prints a line for each request that ended.")
  private boolean print;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where clients find it. Default: as configured; with --print 127.0.0.1:8080")
  private @Nullable String listen;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field.
  private boolean help;

  /** Runs an agent until it is told to stop. */
  interface Run {
    /**
     * Returns when it has stopped.
     *
     * @param print whether requests are printed instead of reported
     * @throws IOException if it cannot listen where it is told to
     */
    void run(AgentConfig config, boolean print, PrintWriter out) throws IOException;
  }

  Agent(Run run) {
    this.run = run;
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    StopSignal stop = StopSignal.ofProcess();
    int code = commandLine((config, print, out) -> run(config, print, out, stop)).execute(args);
    stop.over();
    System.exit(code);
  }

  // The printer leaves its stream open; on JDK 17 a console that is there is a terminal.
  @SuppressWarnings({"ClosingStandardOutputStreams", "SystemConsoleNull"})
  private static void run(AgentConfig config, boolean print, PrintWriter out, StopSignal stop)
      throws IOException {
    AgentClock clock = new SystemAgentClock();
    WarmUp.run(config, clock);
    if (!print) {
      AgentRun.untilStopped(config, clock, out, ProxyFront::open, event -> {}, stop);
      return;
    }
    try (RequestPrinter printer =
        new RequestPrinter(
            System.out,
            System.console() != null,
            micros -> clock.epochMicros() - clock.monotonicMicros() + micros)) {
      AgentRun.untilStopped(config, clock, out, ProxyFront::open, printer, stop);
    }
  }

  static CommandLine commandLine(Run run) {
    return new CommandLine(new Agent(run))
        .setParameterExceptionHandler(
            (exception, args) -> {
              exception.getCommandLine().getErr().println(exception.getMessage());
              return BAD_INPUT;
            });
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    AgentConfig config;
    try {
      config = config();
      TenantRule unused = TenantFiles.rule(config.identity());
    } catch (IOException | YamlException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return BAD_INPUT;
    }
    if (check) {
      AgentConfigText.of(config).forEach(out::println);
      return CommandLine.ExitCode.OK;
    }
    try {
      run.run(config, print, out);
    } catch (IOException e) {
      err.println("agent: " + e.getMessage());
      return NOT_STARTED;
    }
    return CommandLine.ExitCode.OK;
  }

  private AgentConfig config() {
    if ((file == null) == (engine == null)) {
      throw new IllegalArgumentException(
          "--config: %s (expected: either a file, or --engine with --print)"
              .formatted(file == null ? "none" : file));
    }
    if (print == (engine == null)) {
      throw new IllegalArgumentException(
          print
              ? "--print: without --engine (expected: with --engine)"
              : "--engine: without --print (expected: with --print)");
    }
    AgentConfig config =
        file == null
            ? AgentConfig.of(hostName(), engineOf(String.valueOf(engine)))
                .withAddresses(AgentConfig.DEFAULT_LISTEN, new HostPort("127.0.0.1", 0))
            : AgentYaml.read(StrictYaml.read(file), hostName());
    return listen == null ? config : config.withAddresses(HostPort.of(listen), config.admin());
  }

  private static AgentConfig.Engine engineOf(String url) {
    return new AgentConfig.Engine(
        AgentYaml.url(url)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--engine: %s (expected: http://HOST:PORT)".formatted(url))),
        AgentConfig.Engine.DEFAULT_NAME,
        SeriesLabels.NONE);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
