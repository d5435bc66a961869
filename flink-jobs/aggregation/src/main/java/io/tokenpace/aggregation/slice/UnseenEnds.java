package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slo.SloPolicies;
import io.tokenpace.schemas.metrics.Counter;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests whose end nobody saw: UNKNOWN where they are gone from a list; else LOST when their
 * boot's lease ran out; else, in a run that ends before that, in flight at its end.
 *
 * <p>What was counted is taken back when a report shows another end or none. A live run counts ends
 * as soon as they show; a bounded run, in which nodes may come one after the other, at its end.
 *
 * <p>Thread-safe: holds no state but configuration.
 */
final class UnseenEnds {
  private final List<RollupSpec> rollups;
  private final boolean live;
  private final long endMicros;
  private final long leaseMicros;
  private final UnseenEndFolder folder;

  /** The slices of the boot's node. */
  interface Slices {
    /** The slice a moment lies in, about to change; null if it takes nothing any more. */
    @Nullable Slice changing(long micros);

    /** From a moment on, others may have been in flight than was known. */
    void sharedOtherwise(long fromMicros);
  }

  UnseenEnds(PipelineConfig config, Run run, SloPolicies policies) {
    this.rollups = config.rollups();
    this.live = run.live();
    this.endMicros = run.endMicros();
    this.leaseMicros = config.leaseMillis() * 1_000;
    this.folder = new UnseenEndFolder(policies, config.views().contains(View.VLLM_BENCH));
  }

  /** Asks to be woken for what a boot that was just met may become. */
  void met(BootState boot, long watermarkMillis, NodeFolder.Output output) {
    if (endMicros != Long.MAX_VALUE) {
      output.wakeAt(SliceTimes.later(ceilMillis(endMicros), watermarkMillis));
    }
    wakeForSilence(boot, watermarkMillis, output);
  }

  private void wakeForSilence(BootState boot, long watermarkMillis, NodeFolder.Output output) {
    BootRequests requests = boot.requests;
    if (live && mayFallSilent(boot)) {
      requests.silenceWakeMillis =
          SliceTimes.later(ceilMillis(leaseEndMicros(boot)), watermarkMillis);
      output.wakeAt(requests.silenceWakeMillis);
    } else {
      requests.silenceWakeMillis = Long.MAX_VALUE;
    }
  }

  private static long ceilMillis(long micros) {
    return -Math.floorDiv(-micros, 1_000);
  }

  private long leaseEndMicros(BootState boot) {
    return boot.lastCompleteThroughMicros + leaseMicros;
  }

  /** A boot that said it is over is not silent, and after a run's end nobody is. */
  private boolean mayFallSilent(BootState boot) {
    return boot.finalMicros == Long.MAX_VALUE && leaseEndMicros(boot) <= endMicros;
  }

  /**
   * Takes back that a boot was silent if it was not, or not then.
   *
   * @return whether all its requests have to be settled
   */
  boolean revive(BootState boot, long watermarkMillis, Slices slices, NodeFolder.Output output) {
    BootRequests requests = boot.requests;
    if (requests.silentMicros == InFlight.NONE) {
      return requests.runOver;
    }
    if (!mayFallSilent(boot) || requests.silentMicros != leaseEndMicros(boot)) {
      countSilence(requests, Set.of(), slices);
      boolean stillSilent = !live && mayFallSilent(boot);
      requests.silentMicros = stillSilent ? leaseEndMicros(boot) : InFlight.NONE;
      wakeForSilence(boot, watermarkMillis, output);
    }
    return true;
  }

  /** Does what is due for a boot when event time has passed a moment. */
  void advance(BootState boot, long millis, Slices slices, NodeFolder.Output output) {
    BootRequests requests = boot.requests;
    boolean over = endMicros != Long.MAX_VALUE && ceilMillis(endMicros) <= millis;
    if (over && !requests.runOver) {
      requests.runOver = true;
      if (!live && mayFallSilent(boot)) {
        requests.silentMicros = leaseEndMicros(boot);
      }
      settleAll(boot, slices);
    }
    if (requests.silenceWakeMillis <= millis) {
      if (mayFallSilent(boot) && ceilMillis(leaseEndMicros(boot)) <= millis) {
        requests.silenceWakeMillis = Long.MAX_VALUE;
        requests.silentMicros = leaseEndMicros(boot);
        settleAll(boot, slices);
      } else {
        wakeForSilence(boot, millis, output);
      }
    }
  }

  /** Counts the ends of all of a boot's requests as they should be counted. */
  void settleAll(BootState boot, Slices slices) {
    BootRequests requests = boot.requests;
    Set<RollupKey> keys = new HashSet<>();
    Iterator<InFlight> all = requests.inFlight.values().iterator();
    while (all.hasNext()) {
      InFlight request = all.next();
      if (!settle(requests, request, slices)) {
        all.remove();
      }
      UnseenEnd end = request.end;
      if (end != null && end.how() == UnseenEnd.How.LOST) {
        rollups.forEach(rollup -> keys.add(RollupKey.of(rollup, boot.place, request.labels)));
      }
    }
    if (requests.silentMicros != InFlight.NONE) {
      for (RollupSpec rollup : rollups) {
        if (rollup.ofNodes()) {
          keys.add(RollupKey.ofNode(rollup, boot.place));
        }
      }
      countSilence(requests, keys, slices);
    }
  }

  /** Counts a boot that is silent for these keys, and for no others. */
  private void countSilence(BootRequests requests, Set<RollupKey> keys, Slices slices) {
    if (requests.silentKeys.equals(keys)) {
      return;
    }
    Slice slice = slices.changing(inRun(requests.silentMicros));
    if (slice != null) {
      requests.silentKeys.forEach(key -> slice.ofKey(key).add(Counter.NODES_SILENT, -1));
      keys.forEach(key -> slice.ofKey(key).add(Counter.NODES_SILENT, 1));
    }
    requests.silentKeys.clear();
    requests.silentKeys.addAll(keys);
  }

  /**
   * Counts a request's end as it should be counted.
   *
   * @return false if it was counted otherwise and that stays
   */
  boolean settle(BootRequests requests, InFlight request, Slices slices) {
    UnseenEnd end = end(requests, request);
    if (Objects.equals(end, request.end)) {
      return true;
    }
    boolean takenBack = takeBack(request, slices);
    if (takenBack && end != null) {
      request.end = end;
      Slice slice = slices.changing(end.micros());
      if (slice != null) {
        folder.count(request, end, 1, slice.unseenEnd(request.labels));
      }
    }
    return takenBack;
  }

  /** How and when the request ended by what is known; null if it is not known to have. */
  private @Nullable UnseenEnd end(BootRequests requests, InFlight request) {
    if (!request.known() || !(live || requests.runOver)) {
      return null;
    }
    if (request.goneMicros < endMicros) {
      return new UnseenEnd(UnseenEnd.How.UNKNOWN, request.goneMicros);
    }
    if (requests.silentMicros != InFlight.NONE) {
      return new UnseenEnd(UnseenEnd.How.LOST, inRun(requests.silentMicros));
    }
    return requests.runOver
        ? new UnseenEnd(UnseenEnd.How.IN_FLIGHT_AT_END, inRun(endMicros))
        : null;
  }

  /** What happens at the very end of a run is counted in its last slice. */
  private long inRun(long micros) {
    return Math.min(micros, endMicros - 1);
  }

  /**
   * Counts a request's end no more.
   *
   * @return false if it was counted in a slice that takes nothing any more, and so stays
   */
  boolean takeBack(InFlight request, Slices slices) {
    UnseenEnd end = request.end;
    if (end == null) {
      return true;
    }
    Slice slice = slices.changing(end.micros());
    if (slice != null) {
      folder.count(request, end, -1, slice.unseenEnd(request.labels));
    }
    request.end = null;
    return slice != null;
  }
}
