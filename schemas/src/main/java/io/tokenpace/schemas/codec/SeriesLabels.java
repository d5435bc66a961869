package io.tokenpace.schemas.codec;

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
    int before = reader.position();
    int length = reader.skipBytes(field);
    if (!(length >= 1 && length <= MAX_LABEL_BYTES)) {
      throw new WireFormatException(
          RejectionReason.INVALID,
          "%s: %d bytes (expected: 1 to %d)".formatted(field, length, MAX_LABEL_BYTES));
    }
    reader.requireUtf8(field, before);
  }
}
