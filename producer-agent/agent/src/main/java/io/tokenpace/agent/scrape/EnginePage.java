package io.tokenpace.agent.scrape;

import io.tokenpace.agent.report.EngineReading;
import io.tokenpace.schemas.codec.EngineSampleCursor;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns an engine's page of metrics into a reading. What is not on the page, or is no number, is
 * not in the reading: missing is not zero.
 *
 * <p>Remembers the counters: where the page does not say when the engine started, a counter that
 * fell says that it started anew.
 *
 * <p>NOT thread-safe.
 */
final class EnginePage {
  private static final String STARTED = "process_start_time_seconds";
  private static final double PPM = 1_000_000;
  private static final double MICROS = 1_000_000;

  private static final Set<String> NAMES =
      Stream.concat(
              Stream.of(STARTED),
              Stream.of(EngineGauge.values()).flatMap(gauge -> gauge.pageNames().stream()))
          .collect(Collectors.toUnmodifiableSet());

  private final String engine;
  private Map<String, Long> lastCounters = Map.of();
  private long firstSeenMicros = -1;

  EnginePage(String engine) {
    this.engine = engine;
  }

  /**
   * Reads a page.
   *
   * @param atMicros when it was asked for, microseconds of the agent's monotonic clock
   * @param epochMicros the same, UTC microseconds
   */
  EngineReading read(String page, long atMicros, long epochMicros) {
    Map<String, DoubleSummaryStatistics> found = new HashMap<>();
    int unused =
        MetricsText.read(
            page,
            NAMES::contains,
            sample ->
                found
                    .computeIfAbsent(sample.name(), name -> new DoubleSummaryStatistics())
                    .accept(sample.value()));
    List<EngineReading.Value> counters = new ArrayList<>();
    List<EngineReading.Value> samples = new ArrayList<>();
    for (EngineGauge gauge : EngineGauge.values()) {
      for (String name : gauge.pageNames()) {
        DoubleSummaryStatistics ranks = found.get(name);
        if (ranks != null) {
          add(gauge, ranks, gauge.kind() == EngineGauge.Kind.COUNTER ? counters : samples);
          break;
        }
      }
    }
    return new EngineReading(
        engine, atMicros, started(found.get(STARTED), counters, epochMicros), counters, samples);
  }

  private static void add(
      EngineGauge gauge, DoubleSummaryStatistics ranks, List<EngineReading.Value> values) {
    double value =
        gauge.kind() == EngineGauge.Kind.LARGEST_SHARE ? ranks.getMax() * PPM : ranks.getSum();
    long max =
        gauge.kind() == EngineGauge.Kind.SUMMED
            ? EngineSampleCursor.max(gauge.unit())
            : EngineSampleCursor.MAX_VALUE;
    if (value >= 0 && value <= max) {
      values.add(new EngineReading.Value(gauge.wireName(), gauge.unit(), Math.round(value)));
    }
  }

  private long started(
      @Nullable DoubleSummaryStatistics said,
      List<EngineReading.Value> counters,
      long epochMicros) {
    Map<String, Long> now =
        counters.stream()
            .collect(Collectors.toMap(EngineReading.Value::name, EngineReading.Value::value));
    boolean fell =
        now.entrySet().stream()
            .anyMatch(
                counter -> counter.getValue() < lastCounters.getOrDefault(counter.getKey(), 0L));
    if (firstSeenMicros < 0 || fell) {
      firstSeenMicros = epochMicros;
    }
    lastCounters = now;
    double startedMicros = said == null ? -1 : said.getMax() * MICROS;
    return startedMicros >= 0 && startedMicros <= epochMicros
        ? Math.round(startedMicros)
        : firstSeenMicros;
  }
}
