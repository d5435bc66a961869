package io.tokenpace.aggregation.gauge;

import io.tokenpace.schemas.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** A value that engines or GPUs give samples of, each of which holds until the next. */
public enum Gauge {
  /** Requests that wait in an engine. */
  QUEUE_DEPTH(
      "queue_depth",
      "count",
      1,
      Counter.QUEUE_DEPTH_AREA,
      Counter.QUEUE_DEPTH_MICROS,
      Counter.QUEUE_DEPTH_MAX),
  /** Requests that run in an engine. */
  RUNNING_REQUESTS(
      "running_requests",
      "count",
      1,
      Counter.RUNNING_REQUESTS_AREA,
      Counter.RUNNING_REQUESTS_MICROS,
      Counter.RUNNING_REQUESTS_MAX),
  /** Use of an engine's KV cache. */
  KV_CACHE_UTILISATION(
      "kv_cache_utilisation",
      "ppm",
      Gauge.MILLION,
      Counter.KV_CACHE_UTILISATION_AREA,
      Counter.KV_CACHE_UTILISATION_MICROS,
      Counter.KV_CACHE_UTILISATION_MAX),
  /** Share of time in which some kernel ran on a GPU. */
  GPU_UTILISATION(
      "",
      "",
      Gauge.MILLION,
      Counter.GPU_UTILISATION_AREA,
      Counter.GPU_UTILISATION_MICROS,
      Counter.GPU_UTILISATION_MAX),
  /** Power a GPU draws. */
  POWER("", "", Gauge.MILLION, Counter.POWER_AREA, Counter.POWER_MICROS, Counter.POWER_MAX);

  private static final long MILLION = 1_000_000;

  private final String engineName;
  private final String unit;
  private final long areaDivisor;
  private final Counter area;
  private final Counter micros;
  private final Counter max;

  Gauge(
      String engineName, String unit, long areaDivisor, Counter area, Counter micros, Counter max) {
    this.engineName = engineName;
    this.unit = unit;
    this.areaDivisor = areaDivisor;
    this.area = area;
    this.micros = micros;
    this.max = max;
  }

  /** The gauge that engines' samples of a name and unit are of; null if nobody counts them. */
  public static @Nullable Gauge ofEngine(String name, String unit) {
    for (Gauge gauge : new Gauge[] {QUEUE_DEPTH, RUNNING_REQUESTS, KV_CACHE_UTILISATION}) {
      if (gauge.engineName.equals(name) && gauge.unit.equals(unit)) {
        return gauge;
      }
    }
    return null;
  }

  /**
   * How many of a sample's unit × µs make one of its integral's: of parts per million a whole, of
   * mW × µs a mJ. Without that a day of a thousand GPUs would not fit into a long.
   */
  long areaDivisor() {
    return areaDivisor;
  }

  /** Its integral over time. */
  Counter area() {
    return area;
  }

  /** The time it was observed over. */
  Counter micros() {
    return micros;
  }

  /** Its largest sample. */
  Counter max() {
    return max;
  }
}
