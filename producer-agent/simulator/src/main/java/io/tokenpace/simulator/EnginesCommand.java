package io.tokenpace.simulator;

import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.simulator.config.FleetConfig;
import io.tokenpace.simulator.server.BindFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code simulator engines}. */
@Command(
    name = "engines",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Runs several engines until SIGTERM or the end of standard input.")
final class EnginesCommand implements Callable<Integer> {
  private final InputStream in;
  private final StopSignal stop;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "The fleet.")
  private Path config = Path.of("");

  @Option(names = "--ignore-stdin", description = "Goes on when standard input ends.")
  private boolean ignoreStdin;

  EnginesCommand(InputStream in, StopSignal stop) {
    this.in = in;
    this.stop = stop;
  }

  @Override
  public Integer call() {
    FleetConfig fleet;
    try {
      fleet = FleetConfig.read(config);
    } catch (YamlException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Simulator.BAD_INPUT;
    }
    if (!ignoreStdin) {
      Thread reader = new Thread(this::readToEnd, "stdin");
      reader.setDaemon(true);
      reader.start();
    }
    return run(fleet, stop, spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  private void readToEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A broken input has ended as well.
    } finally {
      stop.ask();
    }
  }

  static int run(FleetConfig config, StopSignal stop, PrintWriter out, PrintWriter err) {
    try (Fleet fleet = Fleet.start(config)) {
      fleet.print(out);
      stop.await();
    } catch (BindFailedException | UncheckedIOException e) {
      err.println(e.getMessage());
      return Simulator.FAILED;
    }
    return Simulator.DONE;
  }
}
