package io.tokenpace.schemas.codec;

/**
 * The sections of a report that say how engines, GPUs and the producer itself are: their cursors,
 * where they begin, and their checks.
 *
 * <p>NOT thread-safe.
 */
final class GaugeSections {
  private final RecentValues<String> texts =
      new RecentValues<>(reader -> reader.readString("text"));
  private final EngineCounterCursor engineCounters = new EngineCounterCursor(texts);
  private final EngineSampleCursor engineSamples = new EngineSampleCursor(texts);
  private final GpuSampleCursor gpuSamples = new GpuSampleCursor(texts);
  private final DropCursor drops = new DropCursor(texts);
  private int engineCountersPosition;
  private int engineSamplesPosition;
  private int gpuSamplesPosition;
  private int dropsPosition;

  /** Largest delay of the producer's event loops, microseconds; −1 if it has none. */
  long loopLagMicros;

  /** The three that follow upon the requests that ended. */
  void readSamples(BinaryReader reader, long baseTimeMicros) {
    engineCountersPosition = engineCounters.check(reader, baseTimeMicros);
    engineSamplesPosition = engineSamples.check(reader, baseTimeMicros);
    gpuSamplesPosition = gpuSamples.check(reader, baseTimeMicros);
  }

  /** The two that follow upon the requests in flight. */
  void readProducer(BinaryReader reader, long baseTimeMicros) {
    dropsPosition = drops.check(reader, baseTimeMicros);
    loopLagMicros =
        reader.readPresent("loopLagMicros")
            ? ReportSections.requireRange(
                "loopLagMicros", reader.readLong("loopLagMicros"), ItemCursor.MAX_OFFSET_MICROS)
            : -1;
  }

  EngineCounterCursor engineCounters(byte[] bytes, long baseTimeMicros) {
    engineCounters.reset(bytes, engineCountersPosition, baseTimeMicros);
    return engineCounters;
  }

  EngineSampleCursor engineSamples(byte[] bytes, long baseTimeMicros) {
    engineSamples.reset(bytes, engineSamplesPosition, baseTimeMicros);
    return engineSamples;
  }

  GpuSampleCursor gpuSamples(byte[] bytes, long baseTimeMicros) {
    gpuSamples.reset(bytes, gpuSamplesPosition, baseTimeMicros);
    return gpuSamples;
  }

  DropCursor drops(byte[] bytes, long baseTimeMicros) {
    drops.reset(bytes, dropsPosition, baseTimeMicros);
    return drops;
  }
}
