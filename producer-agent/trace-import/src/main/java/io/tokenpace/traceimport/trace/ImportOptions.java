package io.tokenpace.traceimport.trace;

import io.tokenpace.schemas.codec.SeriesLabels;

/**
 * What a trace file does not say of itself.
 *
 * @param node node the reports are of
 * @param region region label
 * @param cluster cluster label
 * @param gpuType type of the node's GPUs, as prices name it
 * @param gpuCount number of the node's GPUs, 0 to {@link #MAX_GPUS}
 * @param tenant tenant of every request
 * @param workload workload of every request
 * @param roleChunk whether each answer's first chunk carries only a role
 * @param maxFileBytes longest file that is read, in bytes
 */
public record ImportOptions(
    String node,
    String region,
    String cluster,
    String gpuType,
    int gpuCount,
    String tenant,
    String workload,
    RoleChunk roleChunk,
    long maxFileBytes) {
  /** Longest file that is read unless said otherwise: 256 MiB. */
  public static final long DEFAULT_MAX_FILE_BYTES = 256L << 20;

  /** Longest file that can be read: what one array holds. */
  public static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8;

  /** Type of GPUs nobody named; it has no price. */
  public static final String UNKNOWN_GPU = "unknown";

  /** Most GPUs of one node: every report names them all. */
  public static final int MAX_GPUS = 256;

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the option, its value and what was expected
   */
  public ImportOptions {
    requireLabel("node", node);
    requireLabel("region", region);
    requireLabel("cluster", cluster);
    requireLabel("gpu-type", gpuType);
    requireLabel("tenant", tenant);
    requireLabel("workload", workload);
    if (!(gpuCount >= 0 && gpuCount <= MAX_GPUS)) {
      throw new IllegalArgumentException(
          "gpu-count: value %d (expected: 0 to %d)".formatted(gpuCount, MAX_GPUS));
    }
    if (!(maxFileBytes >= 1 && maxFileBytes <= MAX_FILE_BYTES)) {
      throw new IllegalArgumentException(
          "max-file-size: value %d (expected: 1 to %d bytes)"
              .formatted(maxFileBytes, MAX_FILE_BYTES));
    }
  }

  /** The options of a node nothing else is known of: one GPU of an unknown type. */
  public static ImportOptions ofNode(String node) {
    return new ImportOptions(
        node,
        SeriesLabels.NONE,
        SeriesLabels.NONE,
        UNKNOWN_GPU,
        1,
        SeriesLabels.NONE,
        SeriesLabels.NONE,
        RoleChunk.AUTO,
        DEFAULT_MAX_FILE_BYTES);
  }

  /**
   * The node of a file nobody named one for: node-1, node-2 …
   *
   * @param fileIndex place of the file among those imported together, from 0
   */
  public static String nodeOfFile(int fileIndex) {
    return "node-" + (fileIndex + 1);
  }

  private static void requireLabel(String option, String value) {
    String problem = Label.problemOf(value);
    if (problem != null) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s)".formatted(option, problem, Label.EXPECTED));
    }
  }
}
