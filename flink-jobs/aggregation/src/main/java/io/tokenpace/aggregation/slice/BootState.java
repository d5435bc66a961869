package io.tokenpace.aggregation.slice;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of one boot of a producer.
 *
 * <p>NOT thread-safe.
 */
final class BootState {
  final SequenceWindow sequences;

  /** Requests whose gaps the vllm_bench view waits to count; empty while the view is off. */
  final Map<Long, VllmBenchRequest> vllmBench = new HashMap<>();

  long lastCompleteThroughMicros;

  /** When it will next be looked at whether the boot can be forgotten. */
  long wokenAtMillis;

  BootState(SequenceWindow sequences) {
    this.sequences = sequences;
  }
}
