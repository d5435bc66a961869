package io.tokenpace.jobs.testing;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A node that serves requests drawn from a seed: the requests as plain facts, to work expected
 * numbers out from, and the reports, one a second, that tell of them.
 */
public final class FakeNode {
  /** The model every request asks for. */
  public static final String MODEL = "llama";

  /** Length of a report's span. */
  public static final long REPORT_MICROS = 1_000_000;

  private static final SeriesLabels SERIES =
      new SeriesLabels("engine-0", MODEL, SeriesLabels.NONE, SeriesLabels.NONE, SeriesLabels.NONE);

  private final String name;
  private final List<Request> requests = new ArrayList<>();
  private final List<byte[]> reports = new ArrayList<>();

  /** Type of the node's one GPU. */
  public static final String GPU_TYPE = "H100-SXM";

  /** An output chunk of one token. */
  public record Chunk(long timeMicros, long sinceMicros) {}

  /** A request; one without chunks failed. */
  public record Request(long number, long acceptedMicros, List<Chunk> chunks) {
    /** When it ended: a failure 50 ms after it was accepted. */
    public long endMicros() {
      return chunks.isEmpty()
          ? acceptedMicros + 50_000
          : chunks.get(chunks.size() - 1).timeMicros();
    }
  }

  /** A node that accepts a request in every second, the last ones excepted. */
  public FakeNode(String name, Vantage vantage, long startMicros, int seconds) {
    this.name = name;
    Random random = new Random(name.hashCode());
    for (int second = 0; second < seconds - 2; second++) {
      requests.add(request(second, startMicros + second * 1_000_000L, random));
    }
    ReportWriter writer =
        new ReportWriter(
            new ReportSource(
                new ReportLabels(name, "agent", name, "region", "cluster", "pool"),
                List.of(new Gpu("GPU-" + name, GPU_TYPE, SeriesLabels.NONE)),
                vantage,
                EngineRole.AGGREGATED,
                new BootIdentity(name.hashCode(), startMicros)));
    for (int second = 0; second < seconds; second++) {
      long base = startMicros + second * REPORT_MICROS;
      write(writer, base, base + REPORT_MICROS);
      ProducerState state = second == seconds - 1 ? ProducerState.FINAL : ProducerState.RUNNING;
      reports.add(writer.finish(base + REPORT_MICROS - 1, state));
    }
  }

  private static Request request(long number, long secondMicros, Random random) {
    long accepted = secondMicros + random.nextInt(900_000);
    List<Chunk> chunks = new ArrayList<>();
    if (number % 7 != 3) {
      long time = accepted;
      int count = 1 + random.nextInt(8);
      for (int chunk = 0; chunk < count; chunk++) {
        long since = (chunk == 0 ? 20_000L : 0) + random.nextInt(120_000);
        time += since;
        chunks.add(new Chunk(time, since));
      }
    }
    return new Request(number, accepted, List.copyOf(chunks));
  }

  private void write(ReportWriter writer, long fromMicros, long toMicros) {
    writer.begin(fromMicros);
    for (Request request : requests) {
      if (in(request.acceptedMicros(), fromMicros, toMicros)) {
        writer.started(start(writer, request));
      }
      for (int index = 0; index < request.chunks().size(); index++) {
        Chunk chunk = request.chunks().get(index);
        if (in(chunk.timeMicros(), fromMicros, toMicros)) {
          writer.chunk(outputChunk(writer, request, chunk, index));
        }
      }
      if (in(request.endMicros(), fromMicros, toMicros)) {
        writer.ended(end(writer, request));
      }
    }
  }

  private static boolean in(long micros, long fromMicros, long toMicros) {
    return micros >= fromMicros && micros < toMicros;
  }

  private static OutputChunk outputChunk(
      ReportWriter writer, Request request, Chunk chunk, int index) {
    return new OutputChunk(
        request.number(),
        writer.series(SERIES),
        0,
        index,
        chunk.timeMicros(),
        chunk.sinceMicros(),
        1,
        ChunkKind.ANSWER,
        TokenSource.ONE_PER_CHUNK,
        index == 0,
        index == 0 ? chunk.sinceMicros() : OutputChunk.ABSENT,
        OutputChunk.ABSENT);
  }

  private static RequestStart start(ReportWriter writer, Request request) {
    return RequestStart.newBuilder()
        .setRequest(request.number())
        .setSeries(writer.series(SERIES))
        .setAcceptedOffsetMicros(request.acceptedMicros() - writer.baseTimeMicros())
        .setStreaming(true)
        .setOperation("chat")
        .setChoices(1)
        .setPrompts(1)
        .build();
  }

  private static RequestEnd end(ReportWriter writer, Request request) {
    List<Chunk> chunks = request.chunks();
    boolean failed = chunks.isEmpty();
    RequestEnd.Builder end =
        RequestEnd.newBuilder()
            .setRequest(request.number())
            .setSeries(writer.series(SERIES))
            .setEndCause(failed ? EndCause.UPSTREAM_ERROR : EndCause.RESPONSE_COMPLETE)
            .setHttpStatus(failed ? 500 : 200)
            .setAllChoicesFinished(!failed)
            .setStreaming(true)
            .setChoices(1)
            .setAcceptedOffsetMicros(request.acceptedMicros() - writer.baseTimeMicros())
            .setEndOffsetMicros(request.endMicros() - writer.baseTimeMicros())
            .setEndSinceMicros(request.endMicros() - request.acceptedMicros())
            .setCountedOutputTokens(chunks.size())
            .setInputTokenSource(InputTokenSource.UNKNOWN)
            .setOutputTokenSource(TokenSource.ONE_PER_CHUNK);
    if (!failed) {
      end.setFirstOutputSinceMicros(chunks.get(0).sinceMicros())
          .setFirstAnswerSinceMicros(chunks.get(0).sinceMicros())
          .setLastOutputSinceMicros(request.endMicros() - request.acceptedMicros())
          .setFirstChunkTokens(1L);
    }
    return end.build();
  }

  /** The node's name. */
  public String name() {
    return name;
  }

  /** The requests, by the second they were accepted in. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The reports, in the order they were sent. */
  public List<byte[]> reports() {
    return List.copyOf(reports);
  }
}
