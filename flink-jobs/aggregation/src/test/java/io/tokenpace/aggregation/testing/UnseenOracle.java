package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.metrics.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of requests whose end no report shows, by brute force: each is held against every
 * report of its boot.
 */
public final class UnseenOracle {
  private final List<End> ends = new ArrayList<>();
  private final List<Silence> silences = new ArrayList<>();

  /** By request, when it was gone from a list. */
  private final Map<BootRequest, Long> gone = new HashMap<>();

  private final Map<Optional<Outcome>, Integer> endsByOutcome = new HashMap<>();

  private record BootRequest(BootIdentity boot, Request request) {}

  /**
   * An end nobody saw.
   *
   * @param outcome LOST or UNKNOWN; null: it was in flight at the run's end
   * @param firstOutputMicros when its first output came; −1 if that was not seen
   */
  record End(
      ReportLabels from,
      String gpuType,
      Request request,
      @Nullable Outcome outcome,
      long micros,
      long tokens,
      long firstOutputMicros,
      boolean streaming) {}

  /** A boot that fell silent, and the requests it lost. */
  record Silence(ReportLabels from, String gpuType, long micros, List<Request> lost) {}

  /** An oracle over the reports that came. */
  public UnseenOracle(PipelineConfig config, Run run, List<SentReport> reports) {
    Map<BootIdentity, List<SentReport>> boots = new HashMap<>();
    for (SentReport report : reports) {
      boots.computeIfAbsent(report.boot(), absent -> new ArrayList<>()).add(report);
    }
    boots.values().forEach(boot -> settle(boot, config.leaseMillis() * 1_000, run.endMicros()));
  }

  private void settle(List<SentReport> boot, long leaseMicros, long runEndMicros) {
    boot.sort(Comparator.comparingLong(SentReport::sequence));
    long leaseEnd =
        leaseMicros
            + boot.stream().mapToLong(SentReport::completeThroughMicros).max().orElseThrow();
    boolean over = boot.stream().anyMatch(SentReport::last);
    boolean silent = !over && leaseEnd <= runEndMicros;
    List<Request> lost = new ArrayList<>();
    for (Request request : inFlight(boot)) {
      Long goneMicros = goneMicros(boot, request);
      if (goneMicros != null) {
        gone.put(new BootRequest(boot.get(0).boot(), request), goneMicros);
      }
      Outcome outcome = null;
      long micros = runEndMicros - 1;
      if (goneMicros != null && goneMicros < runEndMicros) {
        outcome = Outcome.UNKNOWN;
        micros = goneMicros;
      } else if (silent) {
        outcome = Outcome.LOST;
        micros = Math.min(leaseEnd, micros);
        lost.add(request);
      } else if (runEndMicros == Long.MAX_VALUE) {
        continue;
      }
      endsByOutcome.merge(Optional.ofNullable(outcome), 1, Integer::sum);
      ends.add(end(request, outcome, micros, boot));
    }
    if (silent) {
      silences.add(
          new Silence(
              boot.get(0).from(),
              boot.get(0).gpuType(),
              Math.min(leaseEnd, runEndMicros - 1),
              lost));
    }
  }

  /** Requests that were seen to start or listed, and not seen to end. */
  private static Set<Request> inFlight(List<SentReport> boot) {
    Set<Request> requests = new LinkedHashSet<>();
    for (SentReport report : boot) {
      requests.addAll(report.listed() == null ? Set.of() : report.listed().keySet());
      report.events().stream()
          .filter(event -> event.type() == Event.Type.STARTED)
          .forEach(event -> requests.add(event.request()));
    }
    for (SentReport report : boot) {
      report.events().stream()
          .filter(event -> event.type() == Event.Type.ENDED)
          .forEach(event -> requests.remove(event.request()));
    }
    return requests;
  }

  /** The first report that says all, comes after all that show the request, and lacks it. */
  private static @Nullable Long goneMicros(List<SentReport> boot, Request request) {
    Long micros = null;
    for (SentReport report : boot) {
      if (report.lists(request) && !report.last()) {
        micros = null;
        continue;
      }
      boolean shows = report.events().stream().anyMatch(event -> event.request().equals(request));
      if (shows) {
        micros = null;
      }
      boolean before = boot.stream().anyMatch(other -> shows(other, request, report.sequence()));
      if (micros == null && report.saysAll() && before) {
        micros = report.completeThroughMicros();
      }
    }
    return micros;
  }

  private static boolean shows(SentReport report, Request request, long sequence) {
    return report.sequence() <= sequence
        && (report.lists(request)
            || report.events().stream().anyMatch(event -> event.request().equals(request)));
  }

  private static End end(
      Request request, @Nullable Outcome outcome, long micros, List<SentReport> boot) {
    long counted = 0;
    long listed = 0;
    long firstOutput = -1;
    boolean streaming = true;
    for (SentReport report : boot) {
      listed =
          Math.max(listed, report.listed() == null ? 0 : report.listed().getOrDefault(request, 0L));
      for (Event event : report.events()) {
        if (event.request().equals(request) && event.type() == Event.Type.CHUNK) {
          counted += event.output().tokens();
          firstOutput = event.chunk() == 0 ? event.timeMicros() : firstOutput;
        }
        if (event.request().equals(request) && event.type() == Event.Type.STARTED) {
          streaming = request.streaming();
        }
      }
    }
    SentReport first = boot.get(0);
    return new End(
        first.from(),
        first.gpuType(),
        request,
        outcome,
        micros,
        Math.max(counted, listed),
        firstOutput,
        streaming);
  }

  /** All ends nobody saw. */
  List<End> ends() {
    return ends;
  }

  /** All boots that fell silent. */
  List<Silence> silences() {
    return silences;
  }

  /** How many requests ended so; null: were in flight at the run's end. */
  public int count(@Nullable Outcome outcome) {
    return endsByOutcome.getOrDefault(Optional.ofNullable(outcome), 0);
  }

  /** When a request was gone from a list; {@link Long#MAX_VALUE} if never. */
  long goneMicros(BootIdentity boot, Request request) {
    return gone.getOrDefault(new BootRequest(boot, request), Long.MAX_VALUE);
  }
}
