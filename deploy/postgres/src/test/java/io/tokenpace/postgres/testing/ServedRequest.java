package io.tokenpace.postgres.testing;

import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.LedgerLine;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import java.time.Instant;

/**
 * A raw observation: one streamed request. For the sake of short tests, all of it is counted at its
 * end.
 *
 * @param ended when it ended
 * @param node where
 * @param model who answered
 * @param tenant who asked
 * @param outcome how it ended
 * @param tokens its output tokens; 0: it had no output
 * @param ttftMicros time to its first token, if it had output
 * @param tpotNanos time per output token, if it had several and was completed
 * @param batch whether its policy promises only a deadline
 */
public record ServedRequest(
    Instant ended,
    String node,
    String model,
    String tenant,
    Outcome outcome,
    long tokens,
    long ttftMicros,
    long tpotNanos,
    boolean batch) {
  /** The bound of the clause ttft, microseconds. */
  public static final long TTFT_BOUND_MICROS = 800_000;

  /** The bound of the clause tpot, nanoseconds. */
  public static final long TPOT_BOUND_NANOS = 80_000_000;

  /** The bound of the clause e2e, microseconds. */
  public static final long E2E_BOUND_MICROS = 20_000_000;

  /** The bound of the clause deadline, microseconds. */
  public static final long DEADLINE_BOUND_MICROS = 12_000_000;

  /** Whether it counts as ended in ratios. */
  public boolean counts() {
    return outcome != Outcome.CLIENT_ERROR && outcome != Outcome.UNKNOWN;
  }

  /** Whether it was completed. */
  public boolean completed() {
    return outcome == Outcome.COMPLETED;
  }

  /** Whether it has a tpot. */
  public boolean hasTpot() {
    return completed() && tokens > 1;
  }

  /** Time from accepted to the last output, microseconds. */
  public long e2eMicros() {
    return ttftMicros + tpotNanos * Math.max(0, tokens - 1) / 1_000;
  }

  /** What became of its tokens, if anything the ledger knows. */
  public LedgerLine line() {
    return switch (outcome) {
      case CANCELLED -> LedgerLine.CANCELLED;
      case TIMED_OUT -> LedgerLine.TIMED_OUT;
      case FAILED -> LedgerLine.FAILED;
      case LOST -> LedgerLine.LOST;
      case COMPLETED -> lineOfCompleted();
      case REJECTED, CLIENT_ERROR, UNKNOWN ->
          throw new IllegalStateException(outcome + " is in no line");
    };
  }

  private LedgerLine lineOfCompleted() {
    if (batch) {
      return e2eMicros() > DEADLINE_BOUND_MICROS ? LedgerLine.LATE_DEADLINE : LedgerLine.GOOD;
    }
    if (ttftMicros > TTFT_BOUND_MICROS) {
      return LedgerLine.LATE_TTFT;
    }
    if (hasTpot() && tpotNanos > TPOT_BOUND_NANOS) {
      return LedgerLine.LATE_TPOT;
    }
    return e2eMicros() > E2E_BOUND_MICROS ? LedgerLine.LATE_E2E : LedgerLine.GOOD;
  }

  /** Whether the ledger knows it. */
  public boolean inLedger() {
    return counts() && outcome != Outcome.REJECTED;
  }

  /** Adds what a row of results counts of it. */
  void addTo(MetricSet row) {
    row.add(Counter.REQUESTS_STARTED, 1);
    row.add(Counter.REQUESTS_ENDED, 1);
    row.add(outcome.counter(), 1);
    row.know(MetricGroup.GOODPUT);
    row.know(MetricGroup.BANDS);
    row.add(Counter.OUTPUT_TOKENS, tokens);
    row.add(Counter.INPUT_TOKENS, inLedger() ? 3 * tokens : 0);
    if (tokens > 0) {
      row.observe(Latency.TTFT).add(ttftMicros);
      row.add(ttftBand(Bands.DEFAULT_TTFT.of(ttftMicros, 1)), 1);
    }
    if (hasTpot()) {
      row.observe(Latency.TPOT).add((tpotNanos + 500) / 1_000, 1, tpotNanos);
      row.add(tpotBand(Bands.DEFAULT_TPOT.of(tpotNanos, 1_000)), 1);
      for (long token = 1; token < tokens; token++) {
        row.observe(Latency.ITL).add(tpotNanos / 1_000);
      }
    }
    if (completed()) {
      row.observe(Latency.E2E).add(e2eMicros());
      addClauses(row);
    }
    if (inLedger()) {
      addToLedger(row);
    }
  }

  private static Counter ttftBand(Bands.Band band) {
    return switch (band) {
      case EXCELLENT -> Counter.TTFT_EXCELLENT;
      case ACCEPTABLE -> Counter.TTFT_ACCEPTABLE;
      case SLOW -> Counter.TTFT_SLOW;
      case POOR -> Counter.TTFT_POOR;
    };
  }

  private static Counter tpotBand(Bands.Band band) {
    return switch (band) {
      case EXCELLENT -> Counter.TPOT_EXCELLENT;
      case ACCEPTABLE -> Counter.TPOT_ACCEPTABLE;
      case SLOW -> Counter.TPOT_SLOW;
      case POOR -> Counter.TPOT_POOR;
    };
  }

  private void addClauses(MetricSet row) {
    if (batch) {
      boolean met = e2eMicros() <= DEADLINE_BOUND_MICROS;
      row.add(met ? Counter.SLO_DEADLINE_MET : Counter.SLO_DEADLINE_MISSED, 1);
      return;
    }
    boolean ttftMet = ttftMicros <= TTFT_BOUND_MICROS;
    row.add(ttftMet ? Counter.SLO_TTFT_MET : Counter.SLO_TTFT_MISSED, 1);
    if (hasTpot()) {
      boolean tpotMet = tpotNanos <= TPOT_BOUND_NANOS;
      row.add(tpotMet ? Counter.SLO_TPOT_MET : Counter.SLO_TPOT_MISSED, 1);
    }
    boolean e2eMet = e2eMicros() <= E2E_BOUND_MICROS;
    row.add(e2eMet ? Counter.SLO_E2E_MET : Counter.SLO_E2E_MISSED, 1);
  }

  private void addToLedger(MetricSet row) {
    row.add(Counter.ENDED_OUTPUT_TOKENS, tokens);
    row.add(Counter.ENDED_WORK, tokens);
    row.add(line().tokens(), tokens);
    switch (line()) {
      case GOOD -> {
        row.add(Counter.GOOD_REQUESTS, 1);
        row.add(Counter.GOOD_WORK, tokens);
      }
      case LATE_TTFT -> row.add(Counter.LATE_TTFT_REQUESTS, 1);
      case LATE_TPOT -> row.add(Counter.LATE_TPOT_REQUESTS, 1);
      case LATE_E2E -> row.add(Counter.LATE_E2E_REQUESTS, 1);
      case LATE_DEADLINE -> row.add(Counter.LATE_DEADLINE_REQUESTS, 1);
      case CANCELLED, TIMED_OUT, FAILED, LOST -> {}
    }
  }
}
