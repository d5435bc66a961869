package io.tokenpace.standalone;

import java.io.PrintStream;
import java.util.function.LongSupplier;
import picocli.CommandLine;

/** The process {@code up}: one replay, start to end. */
public final class Up {
  private Up() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.out, System.err, System::nanoTime).execute(arguments));
  }

  /** The command, to be run without ending the process. */
  static CommandLine commandLine(PrintStream out, PrintStream err, LongSupplier nanoClock) {
    return new CommandLine(new UpCommand(out, err, nanoClock))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              err.println("up: " + exception.getMessage());
              return UpCommand.REFUSED;
            });
  }
}
