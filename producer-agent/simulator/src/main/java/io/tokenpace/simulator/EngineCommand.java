package io.tokenpace.simulator;

import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.config.FleetConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code simulator engine}. */
@Command(
    name = "engine",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Runs one engine until SIGTERM.")
final class EngineCommand implements Callable<Integer> {
  private final StopSignal stop;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = FleetConfig.DEFAULT_HOST,
      description = "Address to listen on. Default: ${DEFAULT-VALUE}")
  private String host = FleetConfig.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + EngineConfig.DEFAULT_PORT,
      description = "Port to listen on, 0 for any. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = EngineConfig.DEFAULT_MODEL,
      description = "The model it serves. Default: ${DEFAULT-VALUE}")
  private String model = EngineConfig.DEFAULT_MODEL;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      defaultValue = EngineConfig.DEFAULT_NODE,
      description = "Its name in the truth file. Default: ${DEFAULT-VALUE}")
  private String node = EngineConfig.DEFAULT_NODE;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + EngineConfig.DEFAULT_SEED,
      description = "What its answers are drawn from. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--truth", paramLabel = "FILE", description = "File of truth. Default: none")
  private @Nullable Path truth;

  EngineCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    FleetConfig fleet;
    try {
      fleet = new FleetConfig(host, truth, List.of(EngineConfig.ofModel(node, port, seed, model)));
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Simulator.BAD_INPUT;
    }
    return EnginesCommand.run(
        fleet, stop, spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}
