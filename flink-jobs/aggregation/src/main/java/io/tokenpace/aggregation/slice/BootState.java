package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.cost.Intervals;
import io.tokenpace.aggregation.gauge.DropReadings;
import io.tokenpace.aggregation.rollup.Place;
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

  /** Where the boot's node stands. */
  final Place place;

  /** When the boot is alive, before it is known to have ended. */
  final Intervals alive = new Intervals();

  /** By identity, the type of each GPU that any of its reports named. */
  final Map<String, String> gpus = new HashMap<>();

  /** Its requests that were not seen to end. */
  final BootRequests requests = new BootRequests();

  /** What it says it could not report. */
  final DropReadings drops = new DropReadings();

  /** Event time of its final report; until there is one, {@link Long#MAX_VALUE}. */
  long finalMicros = Long.MAX_VALUE;

  long lastCompleteThroughMicros;

  /** When it will next be looked at whether the boot can be forgotten. */
  long wokenAtMillis;

  BootState(SequenceWindow sequences, Place place) {
    this.sequences = sequences;
    this.place = place;
  }
}
