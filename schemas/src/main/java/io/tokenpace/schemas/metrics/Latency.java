package io.tokenpace.schemas.metrics;

import java.util.List;
import java.util.Locale;

/**
 * The latencies of a row of results; each is stored as count, sum, min, max and a histogram in
 * microseconds. The names are the metric dictionary's.
 *
 * <p>The order is part of the formats that hold latencies by position: append, never reorder.
 */
public enum Latency {
  /** Time to first token: first output of any choice - accepted, at that chunk. */
  TTFT(MetricGroup.CORE, SumUnit.MICROS),
  /** Time to first output: first output that is not reasoning - accepted, at that chunk. */
  TTFO(MetricGroup.CORE, SumUnit.MICROS),
  /** Inter-chunk latency: gap between consecutive output chunks of one choice, at the later. */
  ICL(MetricGroup.CORE, SumUnit.MICROS),
  /** Inter-token latency: icl shared by the tokens of its chunk. */
  ITL(MetricGroup.CORE, SumUnit.MICROS),
  /** Time per output token of COMPLETED requests, at their end. */
  TPOT(MetricGroup.CORE, SumUnit.NANOS),
  /** Last output - accepted of COMPLETED requests, at their end. */
  E2E(MetricGroup.CORE, SumUnit.MICROS),
  /** Accepted - head read, at accepted. */
  UPLOAD_TIME(MetricGroup.CORE, SumUnit.MICROS),
  /** Time a reader waits for text, of COMPLETED requests, at their end. */
  READER_STALL(MetricGroup.READER, SumUnit.MICROS),
  /** Time in the engine's queue, as the engine reports it. */
  QUEUE_TIME(MetricGroup.ENGINE, SumUnit.MICROS),
  /** Time of the prefill, as the engine reports it. */
  PREFILL_TIME(MetricGroup.ENGINE, SumUnit.MICROS),
  /** TTFT of successful requests as vLLM's benchmark takes it: role chunk included. */
  VLLM_BENCH_TTFT(MetricGroup.VLLM_BENCH, SumUnit.MICROS),
  /** ITL of successful requests as vLLM's benchmark takes it: the role chunk's gap included. */
  VLLM_BENCH_ITL(MetricGroup.VLLM_BENCH, SumUnit.MICROS),
  /** TPOT of successful requests as vLLM's benchmark takes it: sum of ITL / (output tokens - 1). */
  VLLM_BENCH_TPOT(MetricGroup.VLLM_BENCH, SumUnit.NANOS);

  /** Unit of the exact sum; everything else is in microseconds. */
  public enum SumUnit {
    /** Microseconds. */
    MICROS(1),
    /** Nanoseconds, for values that are quotients. */
    NANOS(1_000);

    private final long perMicro;

    SumUnit(long perMicro) {
      this.perMicro = perMicro;
    }

    /** How many of this unit are one microsecond. */
    public long perMicro() {
      return perMicro;
    }
  }

  /** All latencies, by position. */
  public static final List<Latency> ALL = List.of(values());

  private final MetricGroup group;
  private final SumUnit sumUnit;

  Latency(MetricGroup group, SumUnit sumUnit) {
    this.group = group;
    this.sumUnit = sumUnit;
  }

  /** The group whose presence says whether the latency was observed at all. */
  public MetricGroup group() {
    return group;
  }

  /** Unit of the sum. */
  public SumUnit sumUnit() {
    return sumUnit;
  }

  /** The name in SQL and JSON, without the suffix of a part. */
  public String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column of one part, e.g. {@code ttft_sum_micros}. */
  public String columnName(Part part) {
    return columnName() + part.suffix(sumUnit);
  }

  /** The Avro field of one part, e.g. {@code ttftSumMicros}. */
  public String fieldName(Part part) {
    return Names.camelCase(columnName(part));
  }

  /** A stored part of a latency. */
  public enum Part {
    /** Number of observations; 0 leaves every other part null. */
    COUNT("_count"),
    /** Exact sum. */
    SUM("_sum_micros"),
    /** Exact smallest observation. */
    MIN("_min_micros"),
    /** Exact largest observation. */
    MAX("_max_micros"),
    /** Ascending histogram cells that hold something. */
    INDEX("_index"),
    /** What those cells hold. */
    COUNTS("_counts");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }

    private String suffix(SumUnit sumUnit) {
      return this == SUM && sumUnit == SumUnit.NANOS ? "_sum_nanos" : suffix;
    }
  }
}
