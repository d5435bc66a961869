package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A producer that reports random traffic and remembers what it saw: several choices, chunks of
 * several tokens, reasoning, role-only chunks, lost chunks, moved clocks, more series than a boot
 * may have, lists of what is in flight, readings.
 */
final class RandomBoot {
  private static final String OTHER = "(other)/(other)/(other)/(other)/(other)";
  private static final String[] ERRORS = {"out_of_memory", "engine_error", "ein Fehler: ü"};

  private final SplittableRandom random;
  private final RandomGauges gauges;
  private final ReportWriter writer;
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final BootIdentity boot;
  private final int seriesPool;
  private final List<String> gpus;
  private final Set<SeriesLabels> labelsSeen = new LinkedHashSet<>();
  private final List<Request> open = new ArrayList<>();
  private long clockOffsetMicros;
  private long monotonicMicros = 1_700_000_000_000_000L;
  private long nextRequest;
  private long sequence;

  /** One report: its bytes as written, and what went into it. */
  static final class Report {
    private final byte[] bytes;
    private final Seen expected;

    private Report(byte[] bytes, Seen expected) {
      this.bytes = bytes;
      this.expected = expected;
    }

    byte[] bytes() {
      return bytes;
    }

    Seen expected() {
      return expected;
    }
  }

  private static final class Request {
    private final long number;
    private final SeriesLabels labels;
    private final long acceptedMicros;
    private final Choice[] choices;
    private boolean output;
    private boolean answered;

    Request(long number, SeriesLabels labels, long acceptedMicros, int choices) {
      this.number = number;
      this.labels = labels;
      this.acceptedMicros = acceptedMicros;
      this.choices = new Choice[choices];
      for (int i = 0; i < choices; i++) {
        this.choices[i] = new Choice(acceptedMicros);
      }
    }
  }

  private static final class Choice {
    private long index;
    private long lastMicros;
    private long roleSinceMicros = -1;

    Choice(long acceptedMicros) {
      lastMicros = acceptedMicros;
    }
  }

  RandomBoot(long seed) {
    random = new SplittableRandom(seed);
    gauges = new RandomGauges(random.split());
    boot = new BootIdentity(random.nextLong(), random.nextLong());
    seriesPool = random.nextInt(4) == 0 ? 90 : 5;
    gpus = List.of("GPU-1", "GPU-zwölf", "GPU-3").subList(0, (int) ((1 + seed / 2) % 4));
    writer =
        new ReportWriter(
            new ReportSource(
                new ReportLabels("node-" + seed, "agent", "group", "eu-north", "(none)", "pöol"),
                gpus.stream().map(uuid -> new Gpu(uuid, "H100-SXM", "engine-1")).toList(),
                Vantage.ENGINE,
                EngineRole.AGGREGATED,
                boot));
  }

  Report next() {
    return next(120);
  }

  Report next(int maxEvents) {
    monotonicMicros += random.nextLong(200_000);
    long base = now();
    writer.begin(base);
    List<Seen.Chunk> chunks = new ArrayList<>();
    List<String> started = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    int events = random.nextInt(8) == 0 ? 0 : random.nextInt(1, maxEvents + 1);
    for (int i = 0; i < events; i++) {
      monotonicMicros += random.nextLong(3) == 0 ? 0 : random.nextLong(30_000);
      if (random.nextInt(60) == 0) {
        clockOffsetMicros += random.nextLong(-5_000, 5_000);
      }
      int action = random.nextInt(20);
      if (open.isEmpty() || action == 0) {
        started.add(start(base));
      } else if (action == 1) {
        ended.add(end(base, open.remove(random.nextInt(open.size()))));
      } else {
        Request request = open.get(random.nextInt(open.size()));
        chunk(request, random.nextInt(request.choices.length), chunks);
      }
    }
    ProducerState state = random.nextBoolean() ? ProducerState.RUNNING : ProducerState.FINAL;
    long completeThrough = now();
    NodeReport.Builder written =
        NodeReport.newBuilder(codec.decode(writer.finish(completeThrough, state)).orThrow());
    List<String> inFlight = list(written);
    List<String> said = gauges.addTo(written, base);
    byte[] bytes = codec.encode(written.build());
    StringBuilder named = new StringBuilder();
    gpus.forEach(uuid -> named.append(uuid).append("/H100-SXM/engine-1;"));
    String header =
        "%s agent group eu-north (none) pöol %s ENGINE %s %d %s %d %d"
            .formatted(node(bytes), named, boot, sequence++, state, base, completeThrough);
    return new Report(bytes, new Seen(header, chunks, started, ended, inFlight, said));
  }

  /** Half of the reports list what is in flight, and some of them list nothing. */
  private List<String> list(NodeReport.Builder report) {
    if (random.nextBoolean()) {
      return Seen.NO_LIST;
    }
    List<Series> series = new ArrayList<>(report.getSeries());
    List<InFlightRequest> listed = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Request request : random.nextInt(4) == 0 ? List.<Request>of() : open) {
      String labels = expectedLabels(request.labels);
      String[] set = labels.split("/", -1);
      Series named = new Series(set[0], set[1], set[2], set[3], set[4]);
      if (!series.contains(named)) {
        series.add(named);
      }
      long tokens = random.nextLong(1L << random.nextInt(29));
      listed.add(
          new InFlightRequest(
              request.number,
              series.indexOf(named),
              request.acceptedMicros - report.getBaseTimeMicros(),
              tokens));
      lines.add("%d %s %d %d".formatted(request.number, labels, request.acceptedMicros, tokens));
    }
    report.setSeries(series);
    report.setInFlight(listed);
    return lines;
  }

  /** The frame's ten bytes, a length below 64 in one byte of zigzag, then the node. */
  private static String node(byte[] bytes) {
    return new String(bytes, 11, bytes[10] / 2, java.nio.charset.StandardCharsets.UTF_8);
  }

  private long now() {
    return monotonicMicros + clockOffsetMicros;
  }

  private SeriesLabels randomLabels() {
    return new SeriesLabels(
        "engine", "model-" + random.nextInt(seriesPool), "(none)", "tenant ü", "chat");
  }

  /** The labels as the boot's 64 sets allow: the first 63, then one for all others. */
  private String expectedLabels(SeriesLabels labels) {
    if (!labelsSeen.contains(labels) && labelsSeen.size() == 63) {
      return OTHER;
    }
    labelsSeen.add(labels);
    return String.join(
        "/",
        labels.engine(),
        labels.model(),
        labels.baseModel(),
        labels.tenant(),
        labels.workload());
  }

  private String start(long base) {
    Request request =
        new Request(nextRequest++, randomLabels(), monotonicMicros, random.nextInt(1, 4));
    open.add(request);
    Long upload = random.nextBoolean() ? random.nextLong(1_000) : null;
    boolean streaming = random.nextBoolean();
    int prompts = random.nextInt(1, 3);
    writer.started(
        RequestStart.newBuilder()
            .setRequest(request.number)
            .setSeries(writer.series(request.labels))
            .setAcceptedOffsetMicros(now() - base)
            .setUploadMicros(upload)
            .setStreaming(streaming)
            .setOperation("chat")
            .setChoices(request.choices.length)
            .setPrompts(prompts)
            .setRequestBytes(random.nextBoolean() ? 1_234L : null)
            .build());
    return "%d %s %d %d %b %d %d"
        .formatted(
            request.number,
            expectedLabels(request.labels),
            now(),
            upload == null ? -1 : upload,
            streaming,
            request.choices.length,
            prompts);
  }

  private void chunk(Request request, int choiceNumber, List<Seen.Chunk> chunks) {
    Choice choice = request.choices[choiceNumber];
    if (choice.index == 0 && choice.roleSinceMicros < 0 && random.nextBoolean()) {
      choice.roleSinceMicros = monotonicMicros - request.acceptedMicros;
      return;
    }
    if (choice.index > 0 && random.nextInt(40) == 0) {
      // A chunk was lost on the way to the writer.
      choice.index++;
    }
    ChunkKind kind =
        ChunkKind.values()[random.nextBoolean() ? 0 : random.nextInt(ChunkKind.values().length)];
    boolean reasoning = kind == ChunkKind.REASONING;
    boolean firstAnswer = !reasoning && !request.answered;
    TokenSource source =
        random.nextInt(10) == 0 ? TokenSource.ONE_PER_CHUNK : TokenSource.USAGE_DELTA;
    OutputChunk chunk =
        new OutputChunk(
            request.number,
            writer.series(request.labels),
            choiceNumber,
            choice.index,
            now(),
            monotonicMicros - choice.lastMicros,
            random.nextInt(3) == 0 ? random.nextInt(1, 300) : 1,
            kind,
            source,
            !request.output && choice.index == 0,
            firstAnswer ? monotonicMicros - request.acceptedMicros : OutputChunk.ABSENT,
            choice.index == 0 ? choice.roleSinceMicros : OutputChunk.ABSENT);
    writer.chunk(chunk);
    chunks.add(
        new Seen.Chunk(
            chunk.request(),
            choiceNumber,
            chunk.index(),
            expectedLabels(request.labels),
            chunk.timeMicros(),
            chunk.sinceMicros(),
            chunk.tokens(),
            reasoning,
            source == TokenSource.ONE_PER_CHUNK,
            chunk.firstOfRequest(),
            chunk.answerSinceMicros(),
            chunk.roleSinceMicros()));
    request.output = true;
    request.answered |= !reasoning;
    choice.index++;
    choice.lastMicros = monotonicMicros;
  }

  private @Nullable Long maybe(long value) {
    return random.nextBoolean() ? value : null;
  }

  private static long orAbsent(@Nullable Number value) {
    return value == null ? -1 : value.longValue();
  }

  private String end(long base, Request request) {
    EndCause cause = EndCause.values()[random.nextInt(EndCause.values().length)];
    long endSince = monotonicMicros - request.acceptedMicros;
    Long first = maybe(random.nextLong(1_000));
    Long last = first == null ? null : Long.valueOf(first + random.nextLong(1_000));
    Integer status = random.nextBoolean() ? 200 : null;
    Integer inBand = random.nextInt(5) == 0 ? 503 : null;
    Long input = maybe(random.nextLong(1L << 20));
    Long output = maybe(random.nextLong(1L << 20));
    Long roleOnly = maybe(7);
    Long cached = maybe(12);
    String error = random.nextInt(3) == 0 ? ERRORS[random.nextInt(ERRORS.length)] : null;
    boolean estimated = random.nextBoolean();
    boolean finished = random.nextBoolean();
    int series = writer.series(request.labels);
    writer.ended(
        RequestEnd.newBuilder()
            .setRequest(request.number)
            .setSeries(series)
            .setEndCause(cause)
            .setHttpStatus(status)
            .setInBandCode(inBand)
            .setAllChoicesFinished(finished)
            .setStreaming(true)
            .setChoices(request.choices.length)
            .setAcceptedOffsetMicros(now() - endSince - base)
            .setEndOffsetMicros(now() - base)
            .setFirstOutputSinceMicros(first)
            .setFirstAnswerSinceMicros(maybe(5))
            .setLastOutputSinceMicros(last)
            .setRoleOnlySinceMicros(roleOnly)
            .setEndSinceMicros(endSince)
            .setInputTokens(input)
            .setCachedInputTokens(cached)
            .setOutputTokens(output)
            .setCountedOutputTokens(44)
            .setReasoningTokens(null)
            .setFirstChunkTokens(first == null ? null : 3L)
            .setInputTokenSource(
                estimated ? InputTokenSource.BYTES_ESTIMATE : InputTokenSource.USAGE)
            .setOutputTokenSource(TokenSource.USAGE_DELTA)
            .setFinishReason(random.nextBoolean() ? "stop" : null)
            .setErrorClass(error)
            .setRetryCount(2)
            .setEngineVersion("0.9.1")
            .build());
    return "%d %s %s %d %d %b true %d %d %d %d %d %d %d %d %d %d 44 -1 %d %b %s 2"
        .formatted(
            request.number,
            expectedLabels(request.labels),
            cause,
            orAbsent(status),
            orAbsent(inBand),
            finished,
            request.choices.length,
            now() - endSince,
            now(),
            orAbsent(first),
            orAbsent(last),
            orAbsent(roleOnly),
            endSince,
            orAbsent(input),
            orAbsent(cached),
            orAbsent(output),
            first == null ? -1 : 3,
            estimated,
            error);
  }
}
