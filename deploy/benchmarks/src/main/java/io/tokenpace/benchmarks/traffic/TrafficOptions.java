package io.tokenpace.benchmarks.traffic;

/**
 * What traffic is made up: a fleet whose nodes each answer a number of streams at all times.
 *
 * @param nodes nodes, each one boot of a producer
 * @param streams requests a node answers at a time; one that ends is followed by the next
 * @param models models every node serves
 * @param tenants tenants that use every model; a series is one of each
 * @param gpus GPUs a node names in its reports
 * @param outputTokens median of the output tokens of a request
 * @param tpotMicros median over requests of the time per output token
 * @param jitter how far a request's TPOT lies from the median and a gap from its TPOT: sigma of a
 *     log-normal distribution
 * @param tokens token events to reach; the step that reaches them is the last
 * @param seed the same seed gives the same bytes
 */
public record TrafficOptions(
    int nodes,
    int streams,
    int models,
    int tenants,
    int gpus,
    int outputTokens,
    long tpotMicros,
    double jitter,
    long tokens,
    long seed) {
  /** Checks the numbers. */
  public TrafficOptions {
    requireAtLeast("nodes", nodes, 1);
    requireAtLeast("streams", streams, 1);
    requireAtLeast("models", models, 1);
    requireAtLeast("tenants", tenants, 1);
    requireAtLeast("gpus", gpus, 0);
    requireAtLeast("output-tokens", outputTokens, 1);
    requireAtLeast("tpot-micros", tpotMicros, 1);
    requireAtLeast("tokens", tokens, 1);
    if (!(jitter >= 0 && jitter <= 2)) {
      throw new IllegalArgumentException("jitter: %s (expected: 0 to 2)".formatted(jitter));
    }
  }

  private static void requireAtLeast(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException("%s: %d (expected: >= %d)".formatted(name, value, min));
    }
  }

  /** Label sets of one node. */
  public int series() {
    return models * tenants;
  }

  /** The same traffic on nodes with another number of streams, up to another number of tokens. */
  public TrafficOptions withStreams(int otherStreams, int otherGpus, long otherTokens) {
    return new TrafficOptions(
        nodes,
        otherStreams,
        models,
        tenants,
        otherGpus,
        outputTokens,
        tpotMicros,
        jitter,
        otherTokens,
        seed);
  }
}
