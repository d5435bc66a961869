package io.tokenpace.agent.scrape;

import java.util.List;

/**
 * What is read of an engine's page of metrics, and under which names it may be there. The first
 * name that is there holds: the others are older names of the same thing.
 */
enum EngineGauge {
  /** Requests that wait. */
  QUEUE_DEPTH("queue_depth", "count", Kind.SUMMED, "vllm:num_requests_waiting"),
  /** Requests that are being worked on. */
  RUNNING_REQUESTS("running_requests", "count", Kind.SUMMED, "vllm:num_requests_running"),
  /** Share of the KV cache in use; its page says 0 to 1. */
  KV_CACHE_UTILISATION(
      "kv_cache_utilisation",
      "ppm",
      Kind.LARGEST_SHARE,
      "vllm:kv_cache_usage_perc",
      "vllm:gpu_cache_usage_perc"),
  /** Tokens looked up in the prefix cache. */
  PREFIX_CACHE_QUERIES(
      "prefix_cache_queries",
      "tokens",
      Kind.COUNTER,
      "vllm:prefix_cache_queries_total",
      "vllm:prefix_cache_queries"),
  /** Of them found. */
  PREFIX_CACHE_HITS(
      "prefix_cache_hits",
      "tokens",
      Kind.COUNTER,
      "vllm:prefix_cache_hits_total",
      "vllm:prefix_cache_hits"),
  /** Requests that had to make room for others. */
  PREEMPTIONS(
      "preemptions", "count", Kind.COUNTER, "vllm:num_preemptions_total", "vllm:num_preemptions"),
  /** Tokens of prompts. */
  PROMPT_TOKENS(
      "prompt_tokens", "tokens", Kind.COUNTER, "vllm:prompt_tokens_total", "vllm:prompt_tokens"),
  /** Tokens of answers. */
  GENERATION_TOKENS(
      "generation_tokens",
      "tokens",
      Kind.COUNTER,
      "vllm:generation_tokens_total",
      "vllm:generation_tokens");

  private final String wireName;
  private final String unit;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<String> pageNames;

  /** How the ranks of one engine add up. */
  enum Kind {
    /** A gauge; the ranks' are summed. */
    SUMMED,
    /** A share from 0 to 1; the largest rank's holds. */
    LARGEST_SHARE,
    /** A counter; the ranks' are summed. */
    COUNTER
  }

  EngineGauge(String wireName, String unit, Kind kind, String... pageNames) {
    this.wireName = wireName;
    this.unit = unit;
    this.kind = kind;
    this.pageNames = List.of(pageNames);
  }

  String wireName() {
    return wireName;
  }

  String unit() {
    return unit;
  }

  Kind kind() {
    return kind;
  }

  List<String> pageNames() {
    return pageNames;
  }
}
