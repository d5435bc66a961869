package io.tokenpace.simulator;

import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.load.LoadConfig;
import io.tokenpace.simulator.load.LoadRun;
import io.tokenpace.simulator.load.LoadSummary;
import io.tokenpace.simulator.load.Pace;
import io.tokenpace.simulator.load.Target;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code simulator load}. */
@Command(
    name = "load",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Sends requests until --for is over, the last arrival, or SIGTERM.")
final class LoadCommand implements Callable<Integer> {
  private final StopSignal stop;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The load; then no other option is allowed.")
  private @Nullable Path config;

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "URL",
      description = "Base URLs, such as http://127.0.0.1:8000.")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model asked for. Default: " + EngineConfig.DEFAULT_MODEL)
  private @Nullable String model;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Requests a second, a Poisson process. Default: " + Pace.DEFAULT_PER_SECOND)
  private @Nullable Double perSecond;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the requests are drawn from. Default: " + LoadConfig.DEFAULT_SEED)
  private @Nullable Long seed;

  @Option(
      names = "--for",
      paramLabel = "D",
      converter = DurationOption.class,
      description = "How long requests are sent, such as 30s. Default: until SIGTERM")
  private @Nullable Duration length;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "File of what the clients saw. Default: none")
  private @Nullable Path record;

  LoadCommand(StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (LoadRun run = new LoadRun(load(), stop::ask)) {
      run.start();
      out.println("ready");
      out.flush();
      stop.await();
      LoadSummary summary = run.drain();
      out.println(summary);
      out.flush();
    } catch (YamlException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return Simulator.BAD_INPUT;
    } catch (UncheckedIOException e) {
      err.println(e.getMessage());
      return Simulator.FAILED;
    }
    return Simulator.DONE;
  }

  private LoadConfig load() {
    if (config != null) {
      if (spec.commandLine().getParseResult().matchedOptions().size() > 1) {
        throw new IllegalArgumentException(
            "--config: %s (expected: no other option beside it)".formatted(config));
      }
      return LoadConfig.read(config);
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("--target: none (expected: URLs, or --config)");
    }
    String asked = model == null ? EngineConfig.DEFAULT_MODEL : model;
    return new LoadConfig(
        seed == null ? LoadConfig.DEFAULT_SEED : seed,
        new Pace(
            perSecond == null ? Pace.DEFAULT_PER_SECOND : perSecond,
            null,
            length,
            Pace.DEFAULT_DRAIN),
        targets.stream().map(url -> new Target(url, asked, 1)).toList(),
        LoadConfig.Traffic.DEFAULT,
        record,
        false);
  }
}
