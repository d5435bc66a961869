package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.benchmarks.traffic.TrafficOptions;
import picocli.CommandLine.Option;

/** The options of a command that say what traffic is made up. */
final class TrafficArguments {
  @Option(names = "--nodes", description = "Nodes (default: ${DEFAULT-VALUE}).")
  private int nodes = 20;

  @Option(
      names = "--streams",
      description = "Requests a node answers at a time (default: ${DEFAULT-VALUE}).")
  private int streams = 200;

  @Option(names = "--models", description = "Models of a node (default: ${DEFAULT-VALUE}).")
  private int models = 2;

  @Option(names = "--tenants", description = "Tenants of a model (default: ${DEFAULT-VALUE}).")
  private int tenants = 10;

  @Option(names = "--gpus", description = "GPUs of a node (default: ${DEFAULT-VALUE}).")
  private int gpus = 8;

  @Option(
      names = "--output-tokens",
      description = "Median output tokens of a request (default: ${DEFAULT-VALUE}).")
  private int outputTokens = 256;

  @Option(
      names = "--tpot-micros",
      description = "Median time per output token, µs (default: ${DEFAULT-VALUE}).")
  private long tpotMicros = 25_000;

  @Option(
      names = "--jitter",
      description = "Sigma of the log-normal spread (default: ${DEFAULT-VALUE}).")
  private double jitter = 0.3;

  @Option(names = "--tokens", description = "Token events to reach (default: ${DEFAULT-VALUE}).")
  private long tokens = 40_000_000;

  @Option(names = "--seed", description = "Seed of the traffic (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  TrafficOptions options() {
    return new TrafficOptions(
        nodes, streams, models, tenants, gpus, outputTokens, tpotMicros, jitter, tokens, seed);
  }
}
