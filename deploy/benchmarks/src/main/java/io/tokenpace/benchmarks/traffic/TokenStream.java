package io.tokenpace.benchmarks.traffic;

import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.Comparator;
import java.util.Random;

/**
 * One of a node's streams: request after request, event after event. A request begins a little
 * after the one before it ended.
 *
 * <p>NOT thread-safe.
 */
final class TokenStream {
  /** By time; at one time by stream, so that the order never depends on anything else. */
  static final Comparator<TokenStream> BY_TIME =
      Comparator.comparingLong((TokenStream stream) -> stream.nextMicros)
          .thenComparingInt(stream -> stream.number);

  private static final int CHOICE = 0;
  private static final int HTTP_OK = 200;
  private static final long MEDIAN_TTFT_MICROS = 150_000;
  private static final long MAX_PAUSE_MICROS = 20_000;
  private static final long CLOSING_MICROS = 300;
  private static final int INPUT_TOKENS_PER_OUTPUT_TOKEN = 4;
  private static final TokenSource SOURCE = TokenSource.TOKEN_IDS;

  private final int number;
  private final TrafficOptions options;
  private final Random random;
  private long nextMicros;
  private long request;
  private int seriesNumber;
  private int outputTokens;
  private long tpotMicros;
  private long acceptedMicros;
  private long firstMicros;
  private long lastMicros;

  /** The event to come: −1 accepted, then the tokens by index, then the end. */
  private int next = -1;

  TokenStream(int number, TrafficOptions options, Random random, long startMicros) {
    this.number = number;
    this.options = options;
    this.random = random;
    // Streams that all begin at once would end at once too, again and again.
    this.nextMicros =
        startMicros + (long) (random.nextDouble() * options.outputTokens() * options.tpotMicros());
  }

  /** Event time of the event to come, UTC microseconds. */
  long nextMicros() {
    return nextMicros;
  }

  /** Whether the event to come begins a request. */
  boolean beginsRequest() {
    return next < 0;
  }

  /** Begins the request to come under its number in the boot. */
  void beginRequest(long newRequest) {
    request = newRequest;
    seriesNumber = random.nextInt(options.series());
    outputTokens = (int) Math.max(1, spread(options.outputTokens()));
    tpotMicros = Math.max(1, spread(options.tpotMicros()));
  }

  /** Which of the node's label sets the request has. */
  int seriesNumber() {
    return seriesNumber;
  }

  /** Writes the event to come, and moves on. */
  void writeTo(ReportWriter writer, int series, TrafficTotals totals) {
    totals.event(nextMicros);
    if (next < 0) {
      acceptedMicros = nextMicros;
      writer.started(start(writer.baseTimeMicros(), series));
      totals.started();
      nextMicros += Math.max(1, spread(MEDIAN_TTFT_MICROS));
      next = 0;
    } else if (next < outputTokens) {
      writeToken(writer, series, totals);
      next++;
      nextMicros += next < outputTokens ? spread(tpotMicros) : CLOSING_MICROS;
    } else {
      writer.ended(end(writer.baseTimeMicros(), series));
      totals.ended();
      nextMicros += (long) (random.nextDouble() * MAX_PAUSE_MICROS);
      next = -1;
    }
  }

  private void writeToken(ReportWriter writer, int series, TrafficTotals totals) {
    boolean first = next == 0;
    long since = nextMicros - (first ? acceptedMicros : lastMicros);
    writer.chunk(
        new OutputChunk(
            request,
            series,
            CHOICE,
            next,
            nextMicros,
            since,
            1,
            ChunkKind.ANSWER,
            SOURCE,
            first,
            first ? since : OutputChunk.ABSENT,
            OutputChunk.ABSENT));
    if (first) {
      firstMicros = nextMicros;
      totals.firstToken(since);
    } else {
      totals.nextToken(since);
    }
    lastMicros = nextMicros;
  }

  /** A value around a median. The same on every machine, as {@link StrictMath} is. */
  private long spread(long median) {
    return StrictMath.round(median * StrictMath.exp(options.jitter() * random.nextGaussian()));
  }

  private RequestStart start(long baseTimeMicros, int series) {
    return RequestStart.newBuilder()
        .setRequest(request)
        .setSeries(series)
        .setAcceptedOffsetMicros(acceptedMicros - baseTimeMicros)
        .setStreaming(true)
        .setOperation("chat")
        .setChoices(1)
        .setPrompts(1)
        .build();
  }

  private RequestEnd end(long baseTimeMicros, int series) {
    return RequestEnd.newBuilder()
        .setRequest(request)
        .setSeries(series)
        .setEndCause(EndCause.RESPONSE_COMPLETE)
        .setHttpStatus(HTTP_OK)
        .setAllChoicesFinished(true)
        .setStreaming(true)
        .setChoices(1)
        .setAcceptedOffsetMicros(acceptedMicros - baseTimeMicros)
        .setEndOffsetMicros(nextMicros - baseTimeMicros)
        .setFirstOutputSinceMicros(firstMicros - acceptedMicros)
        .setFirstAnswerSinceMicros(firstMicros - acceptedMicros)
        .setLastOutputSinceMicros(lastMicros - acceptedMicros)
        .setEndSinceMicros(nextMicros - acceptedMicros)
        .setInputTokens((long) outputTokens * INPUT_TOKENS_PER_OUTPUT_TOKEN)
        .setInputTokenSource(InputTokenSource.USAGE)
        .setOutputTokens((long) outputTokens)
        .setCountedOutputTokens(outputTokens)
        .setOutputTokenSource(SOURCE)
        .setFirstChunkTokens(1L)
        .setFinishReason("stop")
        .build();
  }
}
