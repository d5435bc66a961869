package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.Bands.Band;
import io.tokenpace.aggregation.config.Bounds;
import io.tokenpace.aggregation.config.E2eClass;
import io.tokenpace.aggregation.outcome.Outcome;
import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;

/**
 * Adds one event to the metrics of its slice, by the definitions of the metric dictionary.
 *
 * <p>Thread-safe: holds no state but the bounds.
 */
final class EventFolder {
  private final Bounds bounds;

  EventFolder(Bounds bounds) {
    this.bounds = bounds;
  }

  void started(StartedCursor start, MetricSet metrics) {
    metrics.add(Counter.REQUESTS_STARTED, 1);
    if (start.uploadMicros() >= 0) {
      observe(metrics, Latency.UPLOAD_TIME, start.uploadMicros());
    }
  }

  /** A chunk with output, whatever becomes of its request. */
  void chunk(int tokens, boolean estimated, MetricSet metrics) {
    metrics.add(Counter.OUTPUT_CHUNKS, 1);
    metrics.add(Counter.OUTPUT_TOKENS, tokens);
    if (estimated) {
      metrics.add(Counter.ESTIMATED_TOKENS, tokens);
    }
  }

  void firstOutput(long sinceAcceptedMicros, MetricSet metrics) {
    observe(metrics, Latency.TTFT, sinceAcceptedMicros);
    metrics.add(ttftBand(bounds.ttft().of(sinceAcceptedMicros, 1)), 1);
  }

  void firstAnswer(long sinceAcceptedMicros, MetricSet metrics) {
    observe(metrics, Latency.TTFO, sinceAcceptedMicros);
  }

  /** A gap between two chunks of one choice, at the later one. */
  void gap(long gapMicros, int tokens, MetricSet metrics) {
    observe(metrics, Latency.ICL, gapMicros);
    long perToken = gapMicros / tokens;
    long inRange = clamp(perToken, tokens, metrics);
    metrics.observe(Latency.ITL).add(inRange, tokens, gapMicros);
    if (gapMicros == 0) {
      metrics.add(Counter.COALESCED_CHUNKS, 1);
    }
    if (perToken < bounds.smoothItlBelowMicros()) {
      metrics.add(Counter.SMOOTH_TOKENS, tokens);
    }
    if (gapMicros > bounds.stutterIclAboveMicros()) {
      metrics.add(Counter.STUTTERED_CHUNKS, 1);
    }
  }

  /** A request ended, in its slice. */
  void ended(EndedCursor end, Outcome outcome, MetricSet metrics) {
    metrics.add(Counter.REQUESTS_ENDED, 1);
    metrics.add(outcome.counter(), 1);
    if (outcome == Outcome.FAILED) {
      metrics.add(Outcome.errorCounter(end.errorClass()), 1);
    }
    if (end.retryCount() > 0) {
      metrics.add(Counter.RETRIED_REQUESTS, 1);
    }
    boolean output = end.lastOutputSinceMicros() >= 0;
    if (outcome.infinite()) {
      metrics.add(Counter.E2E_INFINITE, 1);
      if (!output) {
        metrics.add(Counter.TTFT_INFINITE, 1);
      }
    }
    if (!end.streaming()) {
      metrics.add(Counter.TTFT_NOT_STREAMED, 1);
    } else if (!output) {
      metrics.add(Counter.TTFT_NO_OUTPUT, 1);
    }
    tokens(end, metrics);
    if (outcome == Outcome.COMPLETED) {
      e2e(end, metrics);
      tpot(end, metrics);
    }
  }

  private static void tokens(EndedCursor end, MetricSet metrics) {
    if (end.outputTokens() >= 0) {
      long unplaced = end.outputTokens() - end.countedOutputTokens();
      metrics.add(Counter.UNPLACED_TOKENS, unplaced);
      metrics.add(Counter.OUTPUT_TOKENS, unplaced);
    }
    if (end.inputTokens() >= 0) {
      metrics.add(Counter.INPUT_TOKENS, end.inputTokens());
      if (end.inputTokensEstimated()) {
        metrics.add(Counter.ESTIMATED_INPUT_TOKENS, end.inputTokens());
      }
    }
    if (end.cachedInputTokens() >= 0) {
      metrics.add(Counter.CACHED_INPUT_TOKENS, end.cachedInputTokens());
    }
    if (end.reasoningTokens() >= 0) {
      metrics.add(Counter.REASONING_TOKENS, end.reasoningTokens());
    }
  }

  private void e2e(EndedCursor end, MetricSet metrics) {
    long e2eMicros = end.lastOutputSinceMicros();
    if (e2eMicros < 0) {
      metrics.add(Counter.E2E_NO_OUTPUT, 1);
      return;
    }
    observe(metrics, Latency.E2E, e2eMicros);
    long outputTokens = RequestTimes.outputTokens(end);
    if (outputTokens < bounds.chat().outputTokensBelow()) {
      e2eClass(
          e2eMicros,
          bounds.chat(),
          Counter.E2E_CHAT_FASTER,
          Counter.E2E_CHAT_TYPICAL,
          Counter.E2E_CHAT_SLOWER,
          metrics);
    } else if (outputTokens < bounds.code().outputTokensBelow()) {
      e2eClass(
          e2eMicros,
          bounds.code(),
          Counter.E2E_CODE_FASTER,
          Counter.E2E_CODE_TYPICAL,
          Counter.E2E_CODE_SLOWER,
          metrics);
    } else {
      e2eClass(
          e2eMicros,
          bounds.document(),
          Counter.E2E_DOCUMENT_FASTER,
          Counter.E2E_DOCUMENT_TYPICAL,
          Counter.E2E_DOCUMENT_SLOWER,
          metrics);
    }
  }

  private static void e2eClass(
      long e2eMicros,
      E2eClass expected,
      Counter faster,
      Counter typical,
      Counter slower,
      MetricSet metrics) {
    Counter counter = typical;
    if (e2eMicros < expected.expectedFromMicros()) {
      counter = faster;
    } else if (e2eMicros > expected.expectedToMicros()) {
      counter = slower;
    }
    metrics.add(counter, 1);
  }

  private void tpot(EndedCursor end, MetricSet metrics) {
    if (!end.streaming()) {
      metrics.add(Counter.TPOT_NOT_STREAMED, 1);
      return;
    }
    if (end.choices() > 1) {
      metrics.add(Counter.TPOT_MULTIPLE_CHOICES, 1);
      return;
    }
    long divisor = RequestTimes.tpotDivisor(end);
    if (divisor < 1) {
      metrics.add(Counter.TPOT_ONE_TOKEN, 1);
      return;
    }
    long generationMicros = RequestTimes.generationMicros(end);
    observeQuotient(metrics, Latency.TPOT, generationMicros, divisor);
    metrics.add(tpotBand(bounds.tpot().of(generationMicros, divisor)), 1);
  }

  /** Observes a time in microseconds. */
  static void observe(MetricSet metrics, Latency latency, long micros) {
    metrics.observe(latency).add(clamp(micros, 1, metrics));
  }

  /** Observes a quotient: in microseconds half up, its sum in nanoseconds half up. */
  static void observeQuotient(
      MetricSet metrics, Latency latency, long numeratorMicros, long divisor) {
    long micros = clamp(divideHalfUp(numeratorMicros, divisor), 1, metrics);
    long nanos = divideHalfUp(numeratorMicros * latency.sumUnit().perMicro(), divisor);
    metrics.observe(latency).add(micros, 1, nanos);
  }

  private static long divideHalfUp(long numerator, long divisor) {
    return (numerator + divisor / 2) / divisor;
  }

  private static long clamp(long micros, long observations, MetricSet metrics) {
    if (micros <= HistogramLayout.MAX_VALUE_MICROS) {
      return micros;
    }
    metrics.add(Counter.CLAMPED_OBSERVATIONS, observations);
    return HistogramLayout.MAX_VALUE_MICROS;
  }

  private static Counter ttftBand(Band band) {
    return switch (band) {
      case EXCELLENT -> Counter.TTFT_EXCELLENT;
      case ACCEPTABLE -> Counter.TTFT_ACCEPTABLE;
      case SLOW -> Counter.TTFT_SLOW;
      case POOR -> Counter.TTFT_POOR;
    };
  }

  private static Counter tpotBand(Band band) {
    return switch (band) {
      case EXCELLENT -> Counter.TPOT_EXCELLENT;
      case ACCEPTABLE -> Counter.TPOT_ACCEPTABLE;
      case SLOW -> Counter.TPOT_SLOW;
      case POOR -> Counter.TPOT_POOR;
    };
  }
}
