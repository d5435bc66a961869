package io.tokenpace.schemas.metrics;

import java.util.List;

/**
 * Parts of a row that are known together or not at all: a group nobody computed is null in every
 * column, never zero.
 *
 * <p>The order is part of the formats that hold groups as bits: append, never reorder.
 */
public enum MetricGroup {
  /** Counts, latencies and coverage every row has. */
  CORE,
  /** Counts by band; needs bounds. */
  BANDS,
  /** Goodput and the token ledger; needs an SLO policy. */
  GOODPUT,
  /** Money; needs GPU time that has a price. */
  COST,
  /** Requests that wait in engines; needs engines that give samples of them. */
  QUEUE_DEPTH,
  /** A reader's stalls. */
  READER,
  /** Times engines report themselves. */
  ENGINE,
  /** The view that reproduces vLLM's benchmark; off unless configured. */
  VLLM_BENCH,
  /** GPU time; needs nodes that name their GPUs. */
  GPU_TIME,
  /** Requests in flight; needs producers that list them. */
  IN_FLIGHT,
  /** Requests that run in engines; needs engines that give samples of them. */
  RUNNING_REQUESTS,
  /** Use of KV caches; needs engines that give samples of it. */
  KV_CACHE,
  /** Use of GPUs; needs samples of it. */
  GPU_UTILISATION,
  /** Power of GPUs; needs samples of it. */
  POWER,
  /** Prefix caches; needs two readings of an engine's counters of them. */
  PREFIX_CACHE,
  /** Preemptions; needs two readings of an engine's counter of them. */
  PREEMPTIONS,
  /** Restarts of engines; needs readings of their counters. */
  ENGINE_RESTARTS,
  /** How far clocks are apart; needs live reports the broker has stamped. */
  CLOCK_SKEW;

  /** All groups, by position. */
  public static final List<MetricGroup> ALL = List.of(values());

  /** This group's bit. */
  public int bit() {
    return 1 << ordinal();
  }
}
