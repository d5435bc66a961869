package io.tokenpace.schemas.codec;

/**
 * Samples of GPUs. What a GPU did not give is −1 here.
 *
 * <p>NOT thread-safe.
 */
public final class GpuSampleCursor extends GaugeCursor {
  /** Far beyond any GPU: 268 kW. */
  public static final long MAX_MILLIWATTS = 1L << 28;

  private int uuidPosition;
  private int uuidEnd;
  private long timeMicros;
  private long utilisationPpm;
  private long memoryUsedBytes;
  private long memoryTotalBytes;
  private long powerMilliwatts;

  GpuSampleCursor(RecentValues<String> texts) {
    super("gpuSamples", texts);
  }

  @Override
  void readItem() {
    uuidPosition = skipText("gpuSamples.uuid");
    uuidEnd = reader.position();
    timeMicros = readTime("offsetMicros");
    utilisationPpm = readOptional("utilisationPpm", MAX_PPM);
    memoryUsedBytes = readOptional("memoryUsedBytes", MAX_VALUE);
    memoryTotalBytes = readOptional("memoryTotalBytes", MAX_VALUE);
    powerMilliwatts = readOptional("powerMilliwatts", MAX_MILLIWATTS);
  }

  /** The GPU. */
  public String uuid() {
    return text(uuidPosition, uuidEnd);
  }

  /** Event time of the sample, UTC microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** Share of time in which some kernel ran, parts per million; −1 if not given. */
  public long utilisationPpm() {
    return utilisationPpm;
  }

  /** Memory in use; −1 if not given. */
  public long memoryUsedBytes() {
    return memoryUsedBytes;
  }

  /** Memory in all; −1 if not given. */
  public long memoryTotalBytes() {
    return memoryTotalBytes;
  }

  /** Power draw, milliwatts; −1 if not given. */
  public long powerMilliwatts() {
    return powerMilliwatts;
  }
}
