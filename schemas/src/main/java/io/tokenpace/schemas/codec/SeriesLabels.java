package io.tokenpace.schemas.codec;

import java.nio.charset.StandardCharsets;

/**
 * The labels of requests.
 *
 * @param engine engine instance on the node
 * @param model model as served
 * @param baseModel what an adapter is based on
 * @param tenant who asked
 * @param workload what for
 */
public record SeriesLabels(
    String engine, String model, String baseModel, String tenant, String workload) {
  /** What stands for a label nobody gave. */
  public static final String NONE = "(none)";

  /** Longest label, in bytes of UTF-8. */
  public static final int MAX_LABEL_BYTES = 128;

  /** Refuses labels that readers would refuse: each is 1 to 128 bytes. */
  public SeriesLabels {
    requireLabel("engine", engine);
    requireLabel("model", model);
    requireLabel("baseModel", baseModel);
    requireLabel("tenant", tenant);
    requireLabel("workload", workload);
  }

  static void requireLabel(String name, String label) {
    // A character takes a byte at least, so long texts need not be encoded to be refused.
    int length =
        label.length() > MAX_LABEL_BYTES
            ? label.length()
            : label.getBytes(StandardCharsets.UTF_8).length;
    if (!(length >= 1 && length <= MAX_LABEL_BYTES)) {
      throw new IllegalArgumentException(
          "%s: %d bytes (expected: 1 to %d)".formatted(name, length, MAX_LABEL_BYTES));
    }
  }

  static SeriesLabels read(BinaryReader reader) {
    return new SeriesLabels(
        reader.readString("series.engine"),
        reader.readString("series.model"),
        reader.readString("series.baseModel"),
        reader.readString("series.tenant"),
        reader.readString("series.workload"));
  }

  /** Moves past one label set, checking lengths. */
  static void check(BinaryReader reader) {
    checkLabel(reader, "series.engine");
    checkLabel(reader, "series.model");
    checkLabel(reader, "series.baseModel");
    checkLabel(reader, "series.tenant");
    checkLabel(reader, "series.workload");
  }

  static void checkLabel(BinaryReader reader, String field) {
    int length = reader.skipString(field);
    if (!(length >= 1 && length <= MAX_LABEL_BYTES)) {
      throw new WireFormatException(
          RejectionReason.INVALID,
          "%s: %d bytes (expected: 1 to %d)".formatted(field, length, MAX_LABEL_BYTES));
    }
  }
}
