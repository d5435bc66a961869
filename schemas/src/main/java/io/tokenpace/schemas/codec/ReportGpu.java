package io.tokenpace.schemas.codec;

/**
 * A GPU of a report's node.
 *
 * @param uuid identity that stays across restarts
 * @param type type a price is given for
 * @param engine engine that runs on it
 */
public record ReportGpu(String uuid, String type, String engine) {
  /** Most GPUs a report may name. */
  public static final int MAX_PER_REPORT = 1_024;

  /** Refuses texts that readers would refuse: each is 1 to 128 bytes. */
  public ReportGpu {
    SeriesLabels.requireLabel("uuid", uuid);
    SeriesLabels.requireLabel("type", type);
    SeriesLabels.requireLabel("engine", engine);
  }

  static ReportGpu read(BinaryReader reader) {
    return new ReportGpu(
        reader.readString("gpus.uuid"),
        reader.readString("gpus.type"),
        reader.readString("gpus.engine"));
  }

  /** Moves past one GPU, checking lengths. */
  static void check(BinaryReader reader) {
    SeriesLabels.checkLabel(reader, "gpus.uuid");
    SeriesLabels.checkLabel(reader, "gpus.type");
    SeriesLabels.checkLabel(reader, "gpus.engine");
  }
}
