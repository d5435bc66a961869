package io.tokenpace.agent.timeline;

import io.tokenpace.agent.timeline.RequestEvent.Chunk;
import io.tokenpace.agent.timeline.RequestEvent.Ended;
import io.tokenpace.agent.timeline.RequestEvent.OutputTimes;
import io.tokenpace.agent.timeline.RequestEvent.Started;
import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request: told what its stream shows, it says when output came, how many
 * tokens it was, and how the request ended.
 *
 * <p>Source: the metric dictionary, sections 1 to 4. Times are microseconds of the monotonic clock;
 * since they are whole before any of them is subtracted, e2e is exactly ttft and the gaps that
 * follow.
 *
 * <p>Confined to its exchange's event loop.
 */
public final class RequestTimeline {
  private static final long ABSENT = RequestEvent.ABSENT;

  /** Reasons for which a choice ends that are no success. */
  private static final Set<String> ABNORMAL =
      Set.of("abort", "error", "cancelled", "load", "unload");

  /**
   * What is known of a request when it is accepted.
   *
   * @param number its number in the boot
   * @param labels its labels
   * @param operation chat or completion
   * @param streaming whether a streamed answer was asked for
   * @param choices choices asked for per prompt
   * @param prompts its prompts
   * @param bytes of its body
   * @param retries how often the client says it tried before, or -1
   */
  public record Request(
      long number,
      SeriesLabels labels,
      String operation,
      boolean streaming,
      int choices,
      int prompts,
      long bytes,
      int retries) {}

  /**
   * The tokens of a request, as its engine says at its end.
   *
   * @param input of its prompts, or -1
   * @param cachedInput of them from the prefix cache, or -1
   * @param output of all choices, or -1
   * @param reasoning of them, or -1
   */
  public record FinalUsage(long input, long cachedInput, long output, long reasoning) {}

  /**
   * How it ended.
   *
   * @param cause what ended it
   * @param atMicros when
   * @param httpStatus or -1
   * @param inBandCode of an error in the stream, or -1
   * @param errorClass null without error
   * @param streamed whether the answer was streamed
   * @param writeStallMicros how long the client did not take what was ready
   * @param traceId null if not kept
   * @param requestId null if not kept
   */
  public record End(
      EndCause cause,
      long atMicros,
      int httpStatus,
      int inBandCode,
      @Nullable String errorClass,
      boolean streamed,
      long writeStallMicros,
      @Nullable String traceId,
      @Nullable String requestId) {}

  private static final class ChoiceState {
    private long chunks;
    private long lastMicros;
    private long roleMicros = ABSENT;
    private boolean finished;
  }

  private final Request request;
  private final long acceptedMicros;
  private final RequestEvents events;
  private final Map<Integer, ChoiceState> choices = new HashMap<>(4);
  private long firstOutputMicros = ABSENT;
  private long firstAnswerMicros = ABSENT;
  private long lastOutputMicros = ABSENT;
  private long roleMicros = ABSENT;
  private long firstChunkTokens = ABSENT;
  private long countedTokens;
  private TokenSource source = TokenSource.UNKNOWN;
  private boolean abnormal;
  private int finished;
  private @Nullable String finishReason;
  private @Nullable FinalUsage usage;

  /**
   * A request was accepted.
   *
   * @param uploadMicros since its head was read
   */
  public RequestTimeline(
      Request request, long acceptedMicros, long uploadMicros, RequestEvents events) {
    this.request = request;
    this.acceptedMicros = acceptedMicros;
    this.events = events;
    events.offer(
        new Started(
            request.number(),
            request.labels(),
            acceptedMicros,
            uploadMicros,
            request.streaming(),
            request.operation(),
            request.choices(),
            request.prompts(),
            request.bytes()));
  }

  /** A chunk of a choice came that only names the speaker. */
  public void roleOnly(int choice, long micros) {
    ChoiceState state = state(choice);
    if (state.chunks == 0 && state.roleMicros == ABSENT) {
      state.roleMicros = micros;
      if (roleMicros == ABSENT) {
        roleMicros = micros;
      }
    }
  }

  /** A chunk of output came. */
  public void output(int choice, long micros, int tokens, ChunkKind kind, TokenSource tokenSource) {
    ChoiceState state = state(choice);
    boolean first = firstOutputMicros == ABSENT;
    boolean firstAnswer = kind != ChunkKind.REASONING && firstAnswerMicros == ABSENT;
    if (first) {
      firstOutputMicros = micros;
      firstChunkTokens = tokens;
    }
    if (firstAnswer) {
      firstAnswerMicros = micros;
    }
    long role = state.chunks == 0 && state.roleMicros != ABSENT ? state.roleMicros : ABSENT;
    events.offer(
        new Chunk(
            request.number(),
            request.labels(),
            micros,
            choice,
            state.chunks,
            micros - (state.chunks == 0 ? acceptedMicros : state.lastMicros),
            tokens,
            kind,
            tokenSource,
            first,
            firstAnswer ? micros - acceptedMicros : ABSENT,
            since(role)));
    state.chunks++;
    state.lastMicros = micros;
    lastOutputMicros = micros;
    countedTokens += tokens;
    // An estimate among them makes the sum one.
    source = source == TokenSource.ONE_PER_CHUNK ? source : tokenSource;
  }

  /** A choice says why it has finished. */
  public void finished(int choice, String reason) {
    ChoiceState state = state(choice);
    if (!state.finished) {
      state.finished = true;
      finished++;
    }
    abnormal |= ABNORMAL.contains(reason);
    finishReason = reason;
  }

  /** An error came in the stream: whatever else it says, it is no success. */
  public void failed() {
    abnormal = true;
  }

  /** The engine says how many tokens there were; the last word counts. */
  public void usage(FinalUsage said) {
    usage = said;
  }

  /** The tokens that were counted so far. */
  public long countedTokens() {
    return countedTokens;
  }

  /** It ended. */
  public void ended(End end) {
    int asked = request.choices() * request.prompts();
    boolean complete = end.cause() == EndCause.RESPONSE_COMPLETE;
    long lastOutput = lastOutputMicros;
    if (!end.streamed() && complete && end.httpStatus() < 300 && finished > 0) {
      lastOutput = end.atMicros();
    }
    FinalUsage said = usage;
    events.offer(
        new Ended(
            request.number(),
            request.labels(),
            end.atMicros(),
            acceptedMicros,
            end.cause(),
            end.httpStatus(),
            end.inBandCode(),
            finished >= asked && !abnormal,
            end.streamed(),
            Math.max(asked, choices.size()),
            new OutputTimes(
                since(firstOutputMicros),
                since(firstAnswerMicros),
                since(lastOutput),
                firstOutputMicros == ABSENT ? since(roleMicros) : ABSENT),
            tokenCounts(said),
            finishReason,
            end.errorClass(),
            request.retries(),
            end.writeStallMicros(),
            end.traceId(),
            end.requestId()));
  }

  private TokenCounts tokenCounts(@Nullable FinalUsage said) {
    return new TokenCounts(
        said == null ? ABSENT : said.input(),
        said == null ? ABSENT : said.cachedInput(),
        said == null ? ABSENT : said.output(),
        countedTokens,
        said == null ? ABSENT : said.reasoning(),
        firstChunkTokens,
        said != null && said.input() >= 0 ? InputTokenSource.USAGE : InputTokenSource.UNKNOWN,
        source);
  }

  private long since(long micros) {
    return micros == ABSENT ? ABSENT : micros - acceptedMicros;
  }

  private ChoiceState state(int choice) {
    return choices.computeIfAbsent(choice, absent -> new ChoiceState());
  }
}
