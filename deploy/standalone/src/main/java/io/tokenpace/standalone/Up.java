package io.tokenpace.standalone;

import io.tokenpace.traceimport.trace.RoleChunk;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

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
        .registerConverter(RoleChunk.class, Up::roleChunk)
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              err.println("up: " + exception.getMessage());
              return UpCommand.REFUSED;
            });
  }

  private static RoleChunk roleChunk(String text) {
    return Arrays.stream(RoleChunk.values())
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("%s (expected: auto, yes or no)".formatted(text)));
  }
}
