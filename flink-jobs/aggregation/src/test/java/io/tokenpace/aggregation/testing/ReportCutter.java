package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.testing.Request.Chunk;
import io.tokenpace.aggregation.testing.Request.End;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.Series;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts one boot's events into reports, as a producer does. */
public final class ReportCutter {
  private static final long STEP_MICROS = 200_000;
  private static final int HEARTBEAT_STEPS = 5;

  /** How long after its last output a request is lost sight of. */
  private static final long SIGHT_MICROS = 4_000_000;

  private final ReportLabels from;
  private final List<Gpu> gpus;
  private final BootIdentity boot;
  private final ReportWriter writer;
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final List<SentReport> reports = new ArrayList<>();
  private List<Request> traffic = List.of();
  private int listsEvery;

  /** A cutter for one boot of a node without GPUs. */
  public ReportCutter(ReportLabels from, BootIdentity boot, Vantage vantage) {
    this(from, List.of(), boot, vantage);
  }

  /** A cutter for one boot. */
  public ReportCutter(ReportLabels from, List<Gpu> gpus, BootIdentity boot, Vantage vantage) {
    this.from = from;
    this.gpus = List.copyOf(gpus);
    this.boot = boot;
    this.writer =
        new ReportWriter(new ReportSource(from, gpus, vantage, EngineRole.AGGREGATED, boot));
  }

  /** Every so many reports list what is in flight. */
  public ReportCutter listing(int everyReports) {
    listsEvery = everyReports;
    return this;
  }

  /**
   * The reports, one for each step with events, and a heartbeat a second.
   *
   * @param stopped whether the boot's last report says that it is over
   */
  public List<SentReport> cut(
      List<Request> requests, long startMicros, long endMicros, boolean stopped) {
    traffic = List.copyOf(requests);
    List<Event> events = events(requests);
    int next = 0;
    int silentSteps = HEARTBEAT_STEPS;
    for (long base = startMicros; base < endMicros; base += STEP_MICROS) {
      List<Event> inStep = new ArrayList<>();
      while (next < events.size() && events.get(next).timeMicros() < base + STEP_MICROS) {
        inStep.add(events.get(next++));
      }
      silentSteps++;
      boolean last = stopped && base + STEP_MICROS >= endMicros;
      if (last || !inStep.isEmpty() || silentSteps >= HEARTBEAT_STEPS) {
        report(base, base + STEP_MICROS - 1, inStep, last);
        silentSteps = 0;
      }
    }
    return List.copyOf(reports);
  }

  /** All events of requests in the order of their times. */
  public static List<Event> events(List<Request> requests) {
    List<Event> events = new ArrayList<>();
    for (Request request : requests) {
      events.add(new Event(Event.Type.STARTED, request.acceptedMicros(), request, -1));
      for (int chunk = 0; chunk < request.chunks().size(); chunk++) {
        events.add(
            new Event(Event.Type.CHUNK, request.chunks().get(chunk).timeMicros(), request, chunk));
      }
      request
          .end()
          .ifPresent(end -> events.add(new Event(Event.Type.ENDED, end.timeMicros(), request, -1)));
    }
    events.sort(Comparator.comparingLong(Event::timeMicros));
    return events;
  }

  /** One report of its own; sequences go on from report to report. */
  public SentReport report(long baseMicros, long completeThroughMicros, List<Event> events) {
    return report(baseMicros, completeThroughMicros, events, false);
  }

  /** One report; after the last one the boot is over. */
  public SentReport report(
      long baseMicros, long completeThroughMicros, List<Event> events, boolean last) {
    writer.begin(baseMicros);
    add(events, baseMicros);
    Map<Request, Long> listed = null;
    if (listsEvery > 0 && reports.size() % listsEvery == 0) {
      listed = inFlight(completeThroughMicros);
      listed.keySet().forEach(request -> writer.series(request.labels()));
    }
    byte[] bytes =
        writer.finish(completeThroughMicros, last ? ProducerState.FINAL : ProducerState.RUNNING);
    return sent(baseMicros, completeThroughMicros, events, last, listed, bytes);
  }

  /** A report that lists these requests as in flight, with so many output tokens so far. */
  public SentReport report(
      long baseMicros, long completeThroughMicros, List<Event> events, Map<Request, Long> listed) {
    writer.begin(baseMicros);
    add(events, baseMicros);
    listed.keySet().forEach(request -> writer.series(request.labels()));
    byte[] bytes = writer.finish(completeThroughMicros, ProducerState.RUNNING);
    return sent(baseMicros, completeThroughMicros, events, false, listed, bytes);
  }

  private SentReport sent(
      long baseMicros,
      long completeThroughMicros,
      List<Event> events,
      boolean last,
      @Nullable Map<Request, Long> listed,
      byte[] bytes) {
    SentReport report =
        new SentReport(
            from,
            boot,
            reports.size(),
            baseMicros,
            completeThroughMicros,
            List.copyOf(events),
            gpus,
            last,
            listed,
            listed == null ? bytes : withList(bytes, listed));
    reports.add(report);
    return report;
  }

  private void add(List<Event> events, long baseMicros) {
    for (Event event : events) {
      int series = writer.series(event.request().labels());
      switch (event.type()) {
        case STARTED -> writer.started(start(event.request(), series, baseMicros));
        case CHUNK -> writer.chunk(chunk(event, series));
        case ENDED -> writer.ended(end(event.request(), series, baseMicros));
      }
    }
  }

  /** What a producer knows to be in flight; of some requests that never end it loses sight. */
  private Map<Request, Long> inFlight(long micros) {
    Map<Request, Long> inFlight = new LinkedHashMap<>();
    for (Request request : traffic) {
      boolean ended = request.end().map(end -> end.timeMicros() <= micros).orElse(false);
      if (request.acceptedMicros() <= micros && !ended && !lostSightOf(request, micros)) {
        inFlight.put(
            request,
            request.chunks().stream()
                .filter(chunk -> chunk.timeMicros() <= micros)
                .mapToLong(Chunk::tokens)
                .sum());
      }
    }
    return inFlight;
  }

  private static boolean lostSightOf(Request request, long micros) {
    long last = Math.max(request.lastOutputMicros(), request.acceptedMicros());
    return request.end().isEmpty() && request.number() % 3 == 0 && micros > last + SIGHT_MICROS;
  }

  private byte[] withList(byte[] bytes, Map<Request, Long> listed) {
    NodeReport report = codec.decode(bytes).orThrow();
    List<InFlightRequest> list = new ArrayList<>();
    listed.forEach(
        (request, tokens) -> {
          SeriesLabels labels = request.labels();
          Series series =
              new Series(
                  labels.engine(),
                  labels.model(),
                  labels.baseModel(),
                  labels.tenant(),
                  labels.workload());
          list.add(
              new InFlightRequest(
                  request.number(),
                  report.getSeries().indexOf(series),
                  request.acceptedMicros() - report.getBaseTimeMicros(),
                  tokens));
        });
    return codec.encode(NodeReport.newBuilder(report).setInFlight(list).build());
  }

  private static RequestStart start(Request request, int series, long baseMicros) {
    return RequestStart.newBuilder()
        .setRequest(request.number())
        .setSeries(series)
        .setAcceptedOffsetMicros(request.acceptedMicros() - baseMicros)
        .setUploadMicros(orNull(request.uploadMicros()))
        .setStreaming(request.streaming())
        .setOperation("chat")
        .setChoices(request.choices())
        .setPrompts(1)
        .build();
  }

  private static OutputChunk chunk(Event event, int series) {
    Request request = event.request();
    Chunk chunk = event.output();
    long before = request.microsBefore(event.chunk());
    long index =
        request.chunks().subList(0, event.chunk()).stream()
            .filter(other -> other.choice() == chunk.choice())
            .count();
    long role = request.roleMicros().getOrDefault(chunk.choice(), -1L);
    return new OutputChunk(
        request.number(),
        series,
        chunk.choice(),
        index,
        chunk.timeMicros(),
        chunk.timeMicros() - (before < 0 ? request.acceptedMicros() : before),
        chunk.tokens(),
        chunk.reasoning() ? ChunkKind.REASONING : ChunkKind.ANSWER,
        chunk.estimated() ? TokenSource.ONE_PER_CHUNK : TokenSource.TOKEN_IDS,
        event.chunk() == 0,
        event.chunk() == request.firstAnswer()
            ? chunk.timeMicros() - request.acceptedMicros()
            : OutputChunk.ABSENT,
        before < 0 && role >= 0 ? role - request.acceptedMicros() : OutputChunk.ABSENT);
  }

  private static RequestEnd end(Request request, int series, long baseMicros) {
    End end = request.end().orElseThrow();
    long accepted = request.acceptedMicros();
    boolean streamed = !request.chunks().isEmpty();
    int answer = request.firstAnswer();
    long role =
        streamed ? -1 : request.roleMicros().values().stream().min(Long::compare).orElse(-1L);
    return RequestEnd.newBuilder()
        .setRequest(request.number())
        .setSeries(series)
        .setEndCause(end.cause())
        .setHttpStatus(end.httpStatus() < 0 ? null : end.httpStatus())
        .setInBandCode(end.inBandCode() < 0 ? null : end.inBandCode())
        .setAllChoicesFinished(end.allChoicesFinished())
        .setStreaming(request.streaming())
        .setChoices(request.choices())
        .setAcceptedOffsetMicros(accepted - baseMicros)
        .setEndOffsetMicros(end.timeMicros() - baseMicros)
        .setFirstOutputSinceMicros(
            streamed ? request.chunks().get(0).timeMicros() - accepted : null)
        .setFirstAnswerSinceMicros(
            answer < 0 ? null : request.chunks().get(answer).timeMicros() - accepted)
        .setLastOutputSinceMicros(since(request.lastOutputMicros(), accepted))
        .setRoleOnlySinceMicros(since(role, accepted))
        .setEndSinceMicros(end.timeMicros() - accepted)
        .setInputTokens(orNull(end.inputTokens()))
        .setCachedInputTokens(orNull(end.cachedTokens()))
        .setOutputTokens(orNull(end.usageTokens()))
        .setCountedOutputTokens(request.countedTokens())
        .setReasoningTokens(orNull(end.reasoningTokens()))
        .setFirstChunkTokens(streamed ? (long) request.chunks().get(0).tokens() : null)
        .setInputTokenSource(
            end.inputEstimated() ? InputTokenSource.BYTES_ESTIMATE : InputTokenSource.USAGE)
        .setOutputTokenSource(TokenSource.TOKEN_IDS)
        .setErrorClass(end.errorClass())
        .setRetryCount(end.retryCount() < 0 ? null : end.retryCount())
        .build();
  }

  private static @Nullable Long since(long micros, long acceptedMicros) {
    return micros < 0 ? null : micros - acceptedMicros;
  }

  private static @Nullable Long orNull(long value) {
    return value < 0 ? null : value;
  }
}
