package io.tokenpace.aggregation.gauge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The samples of one gauge of one engine or GPU, whoever took them. Each holds until the next, but
 * no longer than a lease, nor beyond the end of the boot that took it: so that at any moment at
 * most one holds, however many boots sample the same. What they add up to does not depend on the
 * order they come in.
 *
 * <p>In arrays, as there are hundreds within the allowed lateness: 20 bytes a sample.
 *
 * <p>NOT thread-safe.
 */
public final class Samples {
  private long[] times = new long[8];
  private long[] values = new long[8];

  /** Position in {@link #samplers} of who took each. */
  private int[] takenBy = new int[8];

  private int size;
  private final List<Sampler> samplers = new ArrayList<>();

  /** No samples. */
  public Samples() {}

  /** Takes samples as they hold. */
  interface Holds {
    /** A sample held for so long. */
    void held(GaugeSource source, long value, long micros);

    /** A sample was taken. */
    void taken(GaugeSource source, long value);
  }

  /** Takes samples as they were added. */
  public interface Visitor<E extends Exception> {
    /** A sample. */
    void sample(long timeMicros, long value, Sampler sampler) throws E;
  }

  /** Adds a sample. Of several of one time the largest stays. */
  public void add(long timeMicros, long value, Sampler sampler) {
    int at = firstAtOrAfter(timeMicros);
    if (at < size && times[at] == timeMicros) {
      int larger = Long.compare(value, values[at]);
      if (larger > 0 || (larger == 0 && sampler.compareTo(samplers.get(takenBy[at])) < 0)) {
        values[at] = value;
        takenBy[at] = position(sampler);
      }
      return;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
      takenBy = Arrays.copyOf(takenBy, 2 * size);
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    System.arraycopy(takenBy, at, takenBy, at + 1, size - at);
    times[at] = timeMicros;
    values[at] = value;
    takenBy[at] = position(sampler);
    size++;
  }

  private int position(Sampler sampler) {
    int position = samplers.indexOf(sampler);
    if (position < 0) {
      position = samplers.size();
      samplers.add(sampler);
    }
    return position;
  }

  private int firstAtOrAfter(long timeMicros) {
    int at = Arrays.binarySearch(times, 0, size, timeMicros);
    return at < 0 ? -at - 1 : at;
  }

  /**
   * Visits what was taken or held within [from, to).
   *
   * @param endMicros when a boot ended; {@link Long#MAX_VALUE} if it did not
   */
  void forEachHold(
      long fromMicros,
      long toMicros,
      long leaseMicros,
      ToLongFunction<Sampler> endMicros,
      Holds visitor) {
    for (int i = firstAtOrAfter(fromMicros - leaseMicros); i < size && times[i] < toMicros; i++) {
      Sampler sampler = samplers.get(takenBy[i]);
      if (times[i] >= fromMicros) {
        visitor.taken(sampler.source(), values[i]);
      }
      long until = Math.min(times[i] + leaseMicros, endMicros.applyAsLong(sampler));
      if (i + 1 < size) {
        until = Math.min(until, times[i + 1]);
      }
      long micros = Math.min(until, toMicros) - Math.max(times[i], fromMicros);
      if (micros > 0) {
        visitor.held(sampler.source(), values[i], micros);
      }
    }
  }

  /** Forgets all samples taken before a moment. */
  void forgetBefore(long micros) {
    int from = firstAtOrAfter(micros);
    if (from == 0) {
      return;
    }
    System.arraycopy(times, from, times, 0, size - from);
    System.arraycopy(values, from, values, 0, size - from);
    System.arraycopy(takenBy, from, takenBy, 0, size - from);
    size -= from;
    // Whoever took none of the rest is forgotten as well.
    List<Sampler> before = List.copyOf(samplers);
    samplers.clear();
    for (int i = 0; i < size; i++) {
      takenBy[i] = position(before.get(takenBy[i]));
    }
  }

  /** Number of samples. */
  public int size() {
    return size;
  }

  /** Who took them; not to be changed. */
  public List<Sampler> samplers() {
    return samplers;
  }

  /** When the last was taken; only if there is one. */
  long lastMicros() {
    return times[size - 1];
  }

  /** Visits all samples in the order of their times. */
  public <E extends Exception> void forEach(Visitor<E> visitor) throws E {
    for (int i = 0; i < size; i++) {
      visitor.sample(times[i], values[i], samplers.get(takenBy[i]));
    }
  }
}
