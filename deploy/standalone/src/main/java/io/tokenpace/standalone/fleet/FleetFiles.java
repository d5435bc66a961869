package io.tokenpace.standalone.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The files of a fleet in one directory: what its processes are told, and what they write.
 *
 * <p>Thread-safe: holds no state but the place.
 */
public final class FleetFiles {
  /** The GPU each simulated engine stands for. */
  public static final String GPU_TYPE = "H100-SXM";

  private static final List<String> REGIONS = List.of("eu-west", "us-east");

  private final Path directory;

  /** Files in a directory that is there. */
  public FleetFiles(Path directory) {
    this.directory = directory;
  }

  /** What the engines did. */
  public Path truth() {
    return directory.resolve("truth.jsonl");
  }

  /** What the clients saw. */
  public Path record() {
    return directory.resolve("load.jsonl");
  }

  /** What a process wrote to its output. */
  Path output(String process) {
    return directory.resolve(process + ".log");
  }

  /** The model of a node: models are served in turn, each slower than the one before. */
  static String model(FleetOptions options, int node) {
    return "simulated-" + sizes(node % options.models()) + "b";
  }

  private static long sizes(int model) {
    return 8L << model;
  }

  /** Tells the engines what to be. */
  Path engines(FleetOptions options) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("seed: ").append(options.seed()).append('\n');
    yaml.append("truth: ").append(quoted(truth().toString())).append('\n');
    yaml.append("engines:\n");
    for (int node = 0; node < options.nodes(); node++) {
      int model = node % options.models();
      yaml.append("  - node: ").append(name(node)).append('\n');
      yaml.append("    model: ").append(model(options, node)).append('\n');
      // Larger models are slower; every second one guesses tokens ahead, so that chunks hold
      // several.
      yaml.append("    step: {base: ").append(10 + 8 * model).append("ms, per_sequence: 250us, ");
      yaml.append("per_prefill_token: 20us}\n");
      if (model % 2 == 1) {
        yaml.append("    speculation: {tokens: 4, acceptance: 0.6}\n");
        yaml.append("    reasoning_share: 0.2\n");
      }
      yaml.append("    failures: {before_stream: 0.005, in_band: 0.005, cut: 0.005}\n");
    }
    return write("engines.yaml", yaml.toString());
  }

  /** Tells an agent what it stands before. */
  Path agent(int node, String engineUrl, String bootstrapServers, String topicPrefix)
      throws IOException {
    String yaml =
        """
        node: %s
        region: %s
        engine: {url: %s, name: engine-0}
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        gpus: [{type: %s}]
        tenant: {header: X-Tenant, trusted_peers: [127.0.0.0/8]}
        workload: {header: X-Workload}
        request_ids: all
        kafka: {bootstrap: %s, prefix: %s}
        limits: {drain: 5s, flush: 10s}
        """
            .formatted(
                name(node),
                REGIONS.get(node % REGIONS.size()),
                quoted(engineUrl),
                GPU_TYPE,
                quoted(bootstrapServers),
                quoted(topicPrefix));
    return write("agent-" + name(node) + ".yaml", yaml);
  }

  /** Tells the load whom to ask: agents by node, each for its node's model. */
  Path load(FleetOptions options, Map<String, String> agentUrls) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("seed: ").append(options.seed()).append('\n');
    yaml.append("rate: ").append(options.rate().toPlainString()).append('\n');
    yaml.append("drain: ").append(DRAIN_SECONDS).append("s\n");
    yaml.append("record: ").append(quoted(record().toString())).append('\n');
    yaml.append("shares: {cancel: 0.06, early_cancel: 0.02}\n");
    yaml.append("targets:\n");
    for (int node = 0; node < options.nodes(); node++) {
      yaml.append("  - {url: ").append(quoted(String.valueOf(agentUrls.get(name(node)))));
      yaml.append(", model: ").append(model(options, node)).append("}\n");
    }
    yaml.append("tenants:\n");
    for (int tenant = 0; tenant < options.tenants(); tenant++) {
      yaml.append("  - {name: tenant-").append(tenant + 1);
      yaml.append(", weight: ").append(options.tenants() - tenant).append("}\n");
    }
    return write("load.yaml", yaml.toString());
  }

  /** How long open answers are waited for when the load stops. */
  static final int DRAIN_SECONDS = 12;

  static String name(int node) {
    return "node-" + (node + 1);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
