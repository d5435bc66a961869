package io.tokenpace.report.testing;

import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.util.Random;

/** What one node did in one base window, made up but consistent in itself. */
final class SeededCell {
  private static final long GPU_NANOS_A_MICRO = 1_000;
  private static final int REQUESTS_AN_HOUR = 3_600;

  private SeededCell() {}

  /** A cell of a node, whose speed is its own; busier in the middle of the day. */
  static MetricSet of(Random random, int node, int hourOfDay, long windowMillis) {
    MetricSet parts = new MetricSet();
    double load = 0.6 + 0.4 * Math.sin(Math.PI * hourOfDay / 24) + 0.1 * random.nextDouble();
    int requests =
        (int) Math.max(4, REQUESTS_AN_HOUR * load * windowMillis / 3_600_000 + random.nextInt(5));
    int failed = random.nextInt(40) == 0 ? 1 : 0;
    int good = (int) ((requests - failed) * (0.85 + 0.15 * random.nextDouble()));
    long tokens = requests * (150L + random.nextInt(100));
    double pace = (12 + node % 7) * 1_000.0;
    observe(parts, Latency.TTFT, random, requests, 150_000 * load, 0.5, 1);
    observe(parts, Latency.TTFO, random, requests, 170_000 * load, 0.5, 1);
    observe(parts, Latency.ICL, random, tokens / 2, 2 * pace, 0.6, 1);
    observe(parts, Latency.ITL, random, tokens - requests, pace, 0.6, 1);
    observe(parts, Latency.TPOT, random, requests - failed, pace * 1.1, 0.25, 1_000);
    observe(parts, Latency.E2E, random, requests - failed, pace * 200, 0.6, 1);
    observe(parts, Latency.UPLOAD_TIME, random, requests, 2_000, 0.4, 1);
    addRequests(parts, requests, failed, good, tokens);
    addNode(parts, random, windowMillis, requests);
    return parts;
  }

  /** Values around a median, most of them apart; together as many as asked for. */
  private static void observe(
      MetricSet parts,
      Latency latency,
      Random random,
      long count,
      double medianMicros,
      double spread,
      long sumUnits) {
    Histogram histogram = parts.observe(latency);
    long left = count;
    int draws = (int) Math.min(count, 400);
    for (int i = draws; i > 0 && left > 0; i--) {
      long share = i == 1 ? left : Math.max(1, left / i);
      long micros = (long) (medianMicros * Math.exp(spread * random.nextGaussian()));
      histogram.add(micros, share, micros * share * sumUnits);
      left -= share;
    }
  }

  private static void addRequests(
      MetricSet parts, int requests, int failed, int good, long tokens) {
    parts.add(Counter.REQUESTS_STARTED, requests);
    parts.add(Counter.REQUESTS_ENDED, requests);
    parts.add(Counter.REQUESTS_COMPLETED, requests - failed);
    parts.add(Counter.REQUESTS_FAILED, failed);
    parts.add(Counter.ERRORS_ENGINE_ERROR, failed);
    parts.add(Counter.E2E_INFINITE, failed);
    parts.add(Counter.TTFT_INFINITE, failed);
    parts.add(Counter.OUTPUT_TOKENS, tokens);
    parts.add(Counter.OUTPUT_CHUNKS, tokens / 2);
    parts.add(Counter.INPUT_TOKENS, requests * 700L);
    parts.add(Counter.CACHED_INPUT_TOKENS, requests * 200L);
    long perRequest = tokens / requests;
    parts.add(Counter.ENDED_OUTPUT_TOKENS, tokens);
    parts.add(Counter.FAILED_TOKENS, failed * perRequest);
    parts.add(Counter.GOOD_REQUESTS, good);
    parts.add(Counter.GOOD_OUTPUT_TOKENS, good * perRequest);
    parts.add(Counter.LATE_TTFT_REQUESTS, requests - failed - good);
    parts.add(Counter.LATE_TTFT_TOKENS, tokens - (good + failed) * perRequest);
    parts.add(Counter.SLO_TTFT_MET, good);
    parts.add(Counter.SLO_TTFT_MISSED, requests - failed - good);
    parts.add(Counter.GOOD_WORK, good * perRequest * 1_000);
    parts.add(Counter.ENDED_WORK, tokens * 1_000);
    Histogram ttft = parts.observe(Latency.TTFT);
    long slower = ttft.countAbove(800_000);
    parts.add(Counter.TTFT_POOR, slower);
    parts.add(Counter.TTFT_EXCELLENT, ttft.count() - ttft.countAbove(200_000));
    parts.add(Counter.TTFT_ACCEPTABLE, ttft.countAbove(200_000) - slower);
    parts.add(Counter.TPOT_EXCELLENT, parts.observe(Latency.TPOT).count());
    parts.add(Counter.E2E_CHAT_TYPICAL, requests - failed);
    parts.add(Counter.SMOOTH_TOKENS, parts.observe(Latency.ITL).count());
  }

  private static void addNode(MetricSet parts, Random random, long windowMillis, int requests) {
    long micros = windowMillis * 1_000;
    parts.add(Counter.REPORTS_RECEIVED, windowMillis / 1_000);
    parts.add(Counter.REPORTS_MISSING, random.nextInt(500) == 0 ? 1 : 0);
    parts.add(Counter.FOLDED, windowMillis / 1_000);
    parts.add(Counter.GPU_MICROS, micros);
    parts.add(Counter.GPU_COST_NANOS, micros * GPU_NANOS_A_MICRO);
    parts.add(Counter.IDLE_COST_NANOS, micros * random.nextInt(100));
    parts.add(Counter.QUEUE_DEPTH_AREA, micros * random.nextInt(5));
    parts.add(Counter.QUEUE_DEPTH_MICROS, micros);
    parts.add(Counter.QUEUE_DEPTH_MAX, random.nextInt(20));
    parts.add(Counter.RUNNING_REQUESTS_AREA, micros * (1 + random.nextInt(30)));
    parts.add(Counter.RUNNING_REQUESTS_MICROS, micros);
    parts.add(Counter.RUNNING_REQUESTS_MAX, 40);
    parts.add(Counter.KV_CACHE_UTILISATION_AREA, micros / 1_000_000 * random.nextInt(900_000));
    parts.add(Counter.KV_CACHE_UTILISATION_MICROS, micros);
    parts.add(
        Counter.GPU_UTILISATION_AREA, micros / 1_000_000 * (500_000 + random.nextInt(500_000)));
    parts.add(Counter.GPU_UTILISATION_MICROS, micros);
    parts.add(Counter.PREFIX_CACHE_HITS, requests * 200L);
    parts.add(Counter.PREFIX_CACHE_QUERIES, requests * 700L);
    parts.add(Counter.NODE_CLOCK_SKEW_MICROS, random.nextInt(50_000));
    WasteLedger.divideCost(parts);
  }
}
