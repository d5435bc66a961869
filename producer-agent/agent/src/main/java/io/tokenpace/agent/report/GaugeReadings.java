package io.tokenpace.agent.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Readings that are not in a report yet. There is room for so many; beyond that the oldest make
 * room, since a reading holds only until the next.
 *
 * <p>Thread-safe.
 */
public final class GaugeReadings {
  private static final int MAX_ENGINE_READINGS = 16;
  private static final int MAX_GPU_READINGS = 512;

  private final Deque<EngineReading> engines = new ArrayDeque<>();
  private final Deque<GpuReading> gpus = new ArrayDeque<>();

  /** An engine was read. */
  public synchronized void engine(EngineReading reading) {
    add(engines, reading, MAX_ENGINE_READINGS);
  }

  /** A GPU was read. */
  public synchronized void gpu(GpuReading reading) {
    add(gpus, reading, MAX_GPU_READINGS);
  }

  private static <T> void add(Deque<T> readings, T reading, int max) {
    if (readings.size() == max) {
      readings.removeFirst();
    }
    readings.addLast(reading);
  }

  synchronized List<EngineReading> takeEngines() {
    return take(engines);
  }

  synchronized List<GpuReading> takeGpus() {
    return take(gpus);
  }

  private static <T> List<T> take(Deque<T> readings) {
    List<T> taken = new ArrayList<>(readings);
    readings.clear();
    return taken;
  }
}
