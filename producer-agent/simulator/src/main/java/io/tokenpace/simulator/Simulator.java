package io.tokenpace.simulator;

import java.io.InputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code simulator}.
 *
 * <p>Exit codes: 0 it did what it should, SIGTERM included; 1 an address or a file could not be
 * had; 2 an option or a configuration is no good. An error is one line.
 */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = "Engines with known truth, and the load on them.")
public final class Simulator {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;

  private Simulator() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    StopSignal stop = StopSignal.ofProcess();
    int code = commandLine(System.in, stop).execute(args);
    stop.over(code);
    System.exit(code);
  }

  static CommandLine commandLine(InputStream in, StopSignal stop) {
    return new CommandLine(new Simulator())
        .addSubcommand(new EngineCommand(stop))
        .addSubcommand(new EnginesCommand(in, stop))
        .addSubcommand(new LoadCommand(stop))
        .setParameterExceptionHandler(
            (exception, args) -> {
              exception.getCommandLine().getErr().println(exception.getMessage());
              return BAD_INPUT;
            });
  }
}
