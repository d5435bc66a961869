package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.InFlightCursor;
import io.tokenpace.schemas.codec.RunCursor;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.codec.StartedCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Knows which requests of a boot are in flight.
 *
 * <p>A request is gone at the first list of all requests in flight that is newer than the last
 * report that shows the request, and lacks it; a final report is a list of none. That follows from
 * the reports that came, in whatever order.
 *
 * <p>NOT thread-safe: one report at a time.
 */
final class InFlightFolder {
  private final UnseenEnds ends;

  /** Numbers of the requests that ended in the report, and of those it lists. */
  private final Set<Long> endedNow = new HashSet<>();

  private final Set<Long> listedNow = new HashSet<>();

  /** Requests whose end may not be counted as it should be. */
  private final List<InFlight> unsettled = new ArrayList<>();

  private boolean allUnsettled;

  InFlightFolder(UnseenEnds ends) {
    this.ends = ends;
  }

  /** Begins with a report. */
  void begin() {
    endedNow.clear();
    unsettled.clear();
    allUnsettled = false;
  }

  /** A request has started. */
  void started(
      BootState boot,
      long sequence,
      StartedCursor start,
      SeriesLabels labels,
      UnseenEnds.Slices slices) {
    InFlight request = changing(boot, start.request(), labels, slices);
    if (request != null) {
      accepted(request, start.acceptedMicros(), slices);
      request.streaming = start.streaming();
      seen(boot, request, sequence, slices);
      unsettled.add(request);
    }
  }

  /** Output of a request has come. */
  void chunks(
      BootState boot, long sequence, RunCursor run, SeriesLabels labels, UnseenEnds.Slices slices) {
    InFlight request = changing(boot, run.request(), labels, slices);
    if (request != null) {
      request.chunkTokens += run.tokens(0, run.chunks());
      if (run.firstOfRequest()) {
        request.firstOutputSinceMicros = run.sinceMicros();
      }
      seen(boot, request, sequence, slices);
    }
  }

  /**
   * A request has ended.
   *
   * @param baseMicros base time of the report it ended in
   * @param whole whether all reports before that one have come, or cannot come any more
   */
  void ended(
      BootState boot, long number, long baseMicros, boolean whole, UnseenEnds.Slices slices) {
    InFlight request = boot.requests.inFlight.remove(number);
    if (request != null) {
      ends.takeBack(request, slices);
      unsettled.remove(request);
    }
    if (!whole && boot.requests.ended.size() < BootRequests.MAX_REQUESTS) {
      boot.requests.ended.put(number, baseMicros);
    }
    endedNow.add(number);
  }

  /**
   * A report says of all requests whether they are in flight.
   *
   * @param listed those that are; null: none
   * @param labels by series
   */
  void listed(
      BootState boot,
      long sequence,
      long completeThroughMicros,
      @Nullable InFlightCursor listed,
      IntFunction<SeriesLabels> labels,
      UnseenEnds.Slices slices) {
    listedNow.clear();
    while (listed != null && listed.next()) {
      if (endedNow.contains(listed.request())) {
        continue;
      }
      InFlight request = changing(boot, listed.request(), labels.apply(listed.series()), slices);
      if (request != null) {
        listedNow.add(listed.request());
        accepted(request, listed.acceptedMicros(), slices);
        request.listedTokens = Math.max(request.listedTokens, listed.outputTokens());
        request.lastListed = Math.max(request.lastListed, sequence);
        findGone(boot, request, slices);
      }
    }
    boot.requests.inFlight.forEach(
        (number, request) -> {
          boolean newer = sequence >= oldestNewerList(request);
          boolean first = request.goneMicros == Long.MAX_VALUE || sequence < request.goneSequence;
          if (newer && first && !listedNow.contains(number)) {
            gone(request, sequence, completeThroughMicros, slices);
          }
        });
    keepList(boot, sequence, completeThroughMicros);
    allUnsettled = true;
  }

  /** Keeps a list as long as a report may come of which it is the first newer one. */
  private static void keepList(BootState boot, long sequence, long completeThroughMicros) {
    SequenceWindow sequences = boot.sequences;
    Map.Entry<Long, Long> before = boot.requests.lists.lowerEntry(sequence);
    if (!sequences.allSeen(before == null ? 0 : before.getKey(), sequence)) {
      boot.requests.lists.put(sequence, completeThroughMicros);
    }
    long highest = sequences.highest();
    if (sequences.allSeen(0, highest)) {
      boot.requests.lists.clear();
    }
  }

  /** The request, about to change: its end is not counted any more. Null if it is not kept. */
  private static @Nullable InFlight changing(
      BootRequests requests, long number, SeriesLabels labels) {
    InFlight request = requests.inFlight.get(number);
    if (request == null
        && !requests.ended.containsKey(number)
        && requests.inFlight.size() < BootRequests.MAX_REQUESTS) {
      request = new InFlight(labels);
      requests.inFlight.put(number, request);
    }
    return request;
  }

  private @Nullable InFlight changing(
      BootState boot, long number, SeriesLabels labels, UnseenEnds.Slices slices) {
    InFlight request = changing(boot.requests, number, labels);
    if (request != null && request.end != null) {
      if (!ends.takeBack(request, slices)) {
        boot.requests.inFlight.remove(number);
        return null;
      }
      unsettled.add(request);
    }
    return request;
  }

  private static void accepted(InFlight request, long acceptedMicros, UnseenEnds.Slices slices) {
    if (!request.known()) {
      request.acceptedMicros = acceptedMicros;
      slices.sharedOtherwise(acceptedMicros);
    }
  }

  private static void seen(
      BootState boot, InFlight request, long sequence, UnseenEnds.Slices slices) {
    request.lastSeen = Math.max(request.lastSeen, sequence);
    findGone(boot, request, slices);
  }

  /** The first sequence at which a list is newer than all reports that show the request. */
  private static long oldestNewerList(InFlight request) {
    return Math.max(request.lastSeen, request.lastListed + 1);
  }

  /** Finds the list that lacks a request, now that another report shows it. */
  private static void findGone(BootState boot, InFlight request, UnseenEnds.Slices slices) {
    if (request.goneMicros == Long.MAX_VALUE && boot.requests.lists.isEmpty()) {
      return;
    }
    long oldest = oldestNewerList(request);
    if (request.goneMicros != Long.MAX_VALUE && request.goneSequence < oldest) {
      gone(request, InFlight.NONE, Long.MAX_VALUE, slices);
    }
    Map.Entry<Long, Long> list = boot.requests.lists.ceilingEntry(oldest);
    if (list != null
        && (request.goneMicros == Long.MAX_VALUE || list.getKey() < request.goneSequence)) {
      gone(request, list.getKey(), list.getValue(), slices);
    }
  }

  private static void gone(InFlight request, long sequence, long micros, UnseenEnds.Slices slices) {
    slices.sharedOtherwise(Math.min(request.goneMicros, micros));
    request.goneSequence = sequence;
    request.goneMicros = micros;
  }

  /** Ends a report: counts what it shows to have ended unseen, and takes back what it does not. */
  void finish(
      BootState boot, long watermarkMillis, UnseenEnds.Slices slices, NodeFolder.Output output) {
    if (ends.revive(boot, watermarkMillis, slices, output) || allUnsettled) {
      ends.settleAll(boot, slices);
    } else {
      unsettled.forEach(request -> ends.settle(boot.requests, request, slices));
    }
  }

  /** Forgets what nothing that is in time can change any more. */
  void forget(BootState boot, long oldestOpenMicros) {
    boot.requests.ended.values().removeIf(base -> base < oldestOpenMicros);
    boot.requests.inFlight.values().removeIf(request -> request.goneMicros < oldestOpenMicros);
  }
}
