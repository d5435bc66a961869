package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.Bounds;
import io.tokenpace.aggregation.outcome.RequestTimes;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.StartedCursor;
import io.tokenpace.schemas.histogram.HistogramLayout;
import io.tokenpace.schemas.metrics.Bands.Band;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.E2eClass;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;

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

  /**
   * Chunks of a run that lie in one slice, whatever becomes of their request.
   *
   * @param from the first of them
   * @param to the one after the last
   */
  void chunks(RunCursor run, int from, int to, MetricSet metrics) {
    long tokens = run.tokens(from, to);
    metrics.add(Counter.OUTPUT_CHUNKS, to - from);
    metrics.add(Counter.OUTPUT_TOKENS, tokens);
    if (run.tokensEstimated()) {
      metrics.add(Counter.ESTIMATED_TOKENS, tokens);
    }
    int firstGap = from;
    if (from == 0 && run.firstIndex() == 0) {
      firstGap = 1;
      if (run.firstOfRequest()) {
        firstOutput(run.sinceMicros(), metrics);
      }
    }
    if (run.oneTokenEach()
        && run.sinceMicros() <= HistogramLayout.MAX_VALUE_MICROS
        && run.lastMicros() - run.startMicros() <= HistogramLayout.MAX_VALUE_MICROS) {
      gapsOfOneToken(run, firstGap, to, metrics);
    } else {
      for (int chunk = firstGap; chunk < to; chunk++) {
        gap(run.gapMicros(chunk), run.tokens(chunk), metrics);
      }
    }
    if (run.answerSinceMicros() >= 0) {
      int answer = run.firstAnswer();
      if (answer >= from && answer < to) {
        observe(metrics, Latency.TTFO, run.answerSinceMicros());
      }
    }
  }

  private void firstOutput(long sinceAcceptedMicros, MetricSet metrics) {
    observe(metrics, Latency.TTFT, sinceAcceptedMicros);
    metrics.add(ttftBand(bounds.ttft().of(sinceAcceptedMicros, 1)), 1);
  }

  /**
   * What {@link #gap} does for each of these gaps, counted once for all: most chunks are one token,
   * and then icl and itl are the same.
   */
  private void gapsOfOneToken(RunCursor run, int from, int to, MetricSet metrics) {
    if (from >= to) {
      return;
    }
    long[] gaps = run.gapsMicros();
    metrics.observe(Latency.ICL).addAll(gaps, from, to);
    metrics.observe(Latency.ITL).addAll(gaps, from, to);
    int coalesced = 0;
    int smooth = 0;
    int stuttered = 0;
    for (int chunk = from; chunk < to; chunk++) {
      long gapMicros = gaps[chunk];
      coalesced += gapMicros == 0 ? 1 : 0;
      smooth += gapMicros < bounds.smoothItlBelowMicros() ? 1 : 0;
      stuttered += gapMicros > bounds.stutterIclAboveMicros() ? 1 : 0;
    }
    addIfAny(Counter.COALESCED_CHUNKS, coalesced, metrics);
    addIfAny(Counter.SMOOTH_TOKENS, smooth, metrics);
    addIfAny(Counter.STUTTERED_CHUNKS, stuttered, metrics);
  }

  /** Nothing to count leaves it open whether the counter's group is known. */
  private static void addIfAny(Counter counter, int count, MetricSet metrics) {
    if (count > 0) {
      metrics.add(counter, count);
    }
  }

  /** A gap between two chunks of one choice, at the later one. */
  private void gap(long gapMicros, int tokens, MetricSet metrics) {
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
