package io.tokenpace.standalone;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.RoleChunk;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say what trace files do not say of themselves. Confined to one thread. */
final class TraceOptions {
  static final List<String> NAMES =
      List.of(
          "--node",
          "--region",
          "--cluster",
          "--gpu-type",
          "--gpu-count",
          "--tenant",
          "--workload",
          "--role-chunk",
          "--max-file-size");

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Node a file is of; once per file, in their order (default: node-1, node-2 …).")
  private final List<String> nodes = new ArrayList<>();

  @Option(names = "--region", paramLabel = "NAME", description = "Region of the nodes.")
  private String region = SeriesLabels.NONE;

  @Option(names = "--cluster", paramLabel = "NAME", description = "Cluster of the nodes.")
  private String cluster = SeriesLabels.NONE;

  @Option(
      names = "--gpu-type",
      paramLabel = "TYPE",
      description = "Type of the nodes' GPUs (default: ${DEFAULT-VALUE}).")
  private String gpuType = ImportOptions.UNKNOWN_GPU;

  @Option(
      names = "--gpu-count",
      paramLabel = "N",
      description = "GPUs of each node (default: ${DEFAULT-VALUE}).")
  private int gpuCount = 1;

  @Option(names = "--tenant", paramLabel = "NAME", description = "Tenant of every request.")
  private String tenant = SeriesLabels.NONE;

  @Option(names = "--workload", paramLabel = "NAME", description = "Workload of every request.")
  private String workload = SeriesLabels.NONE;

  @Option(
      names = "--role-chunk",
      paramLabel = "auto|yes|no",
      description =
          "Whether each answer's first chunk carries only a role (default: what the file shows).")
  private RoleChunk roleChunk = RoleChunk.AUTO;

  @Option(
      names = "--max-file-size",
      paramLabel = "BYTES",
      description = "Longest file that is read (default: ${DEFAULT-VALUE}).")
  private long maxFileBytes = ImportOptions.DEFAULT_MAX_FILE_BYTES;

  /**
   * The options of each file.
   *
   * @param files number of files
   * @throws IllegalArgumentException naming the option, its value and what was expected
   */
  List<ImportOptions> perFile(int files) {
    if (!(nodes.isEmpty() || nodes.size() == files)) {
      throw new IllegalArgumentException(
          "--node: given %d times (expected: once per file, %d times, or never)"
              .formatted(nodes.size(), files));
    }
    List<ImportOptions> options = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      options.add(
          new ImportOptions(
              nodes.isEmpty() ? ImportOptions.nodeOfFile(file) : nodes.get(file),
              region,
              cluster,
              gpuType,
              gpuCount,
              tenant,
              workload,
              roleChunk,
              maxFileBytes));
    }
    return options;
  }
}
