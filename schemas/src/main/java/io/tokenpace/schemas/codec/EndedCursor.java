package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that ended in a report. What may be null on the wire is −1 here.
 *
 * <p>NOT thread-safe.
 */
public final class EndedCursor extends RequestCursor {
  private static final List<EndCause> CAUSES = List.of(EndCause.values());
  private static final int INPUT_SOURCES = InputTokenSource.values().length;
  private static final int OUTPUT_SOURCES = TokenSource.values().length;
  private static final int BYTES_ESTIMATE = InputTokenSource.BYTES_ESTIMATE.ordinal();

  private static final int MAX_TEXT_BYTES = 64;

  private int cause;
  private int httpStatus;
  private int inBandCode;
  private boolean allChoicesFinished;
  private boolean streaming;
  private int choices;
  private long acceptedMicros;
  private long endMicros;
  private long firstOutputSinceMicros;
  private long lastOutputSinceMicros;
  private long roleOnlySinceMicros;
  private long endSinceMicros;
  private long inputTokens;
  private long cachedInputTokens;
  private long outputTokens;
  private long countedOutputTokens;
  private long reasoningTokens;
  private long firstChunkTokens;
  private int inputSource;
  private int errorClassPosition;
  private int retryCount;

  EndedCursor() {
    super("ended");
  }

  @Override
  void readItem() {
    readRequestAndSeries();
    cause = reader.readEnum("endCause", CAUSES.size());
    httpStatus = readOptionalInt("httpStatus", 999);
    inBandCode = readOptionalInt("inBandCode", Integer.MAX_VALUE);
    allChoicesFinished = reader.readBoolean("allChoicesFinished");
    streaming = reader.readBoolean("streaming");
    choices = readIntAtLeast("choices", 1);
    acceptedMicros = readTime("acceptedOffsetMicros");
    endMicros = readTime("endOffsetMicros");
    firstOutputSinceMicros = readOptional("firstOutputSinceMicros", MAX_OFFSET_MICROS);
    readOptional("firstAnswerSinceMicros", MAX_OFFSET_MICROS);
    lastOutputSinceMicros = readOptional("lastOutputSinceMicros", MAX_OFFSET_MICROS);
    roleOnlySinceMicros = readOptional("roleOnlySinceMicros", MAX_OFFSET_MICROS);
    endSinceMicros = readAtMost("endSinceMicros", MAX_OFFSET_MICROS);
    inputTokens = readOptional("inputTokens", MAX_TOKENS);
    cachedInputTokens = readOptional("cachedInputTokens", MAX_TOKENS);
    outputTokens = readOptional("outputTokens", MAX_TOKENS);
    countedOutputTokens = readAtMost("countedOutputTokens", MAX_TOKENS);
    reasoningTokens = readOptional("reasoningTokens", MAX_TOKENS);
    firstChunkTokens = readOptional("firstChunkTokens", MAX_TOKENS);
    inputSource = reader.readEnum("inputTokenSource", INPUT_SOURCES);
    reader.readEnum("outputTokenSource", OUTPUT_SOURCES);
    skipOptionalString("finishReason", MAX_TEXT_BYTES);
    errorClassPosition = reader.position();
    skipOptionalString("errorClass", MAX_TEXT_BYTES);
    retryCount = readOptionalInt("retryCount", Integer.MAX_VALUE);
    readOptional("writeStallMicros", MAX_OFFSET_MICROS);
    skipOptionalString("engineVersion", WireFormat.MAX_RECORD_BYTES);
    skipOptionalString("configHash", WireFormat.MAX_RECORD_BYTES);
    skipOptionalString("traceId", WireFormat.MAX_RECORD_BYTES);
    skipOptionalString("requestId", MAX_TEXT_BYTES);
    if (firstOutputSinceMicros >= 0 && lastOutputSinceMicros < firstOutputSinceMicros) {
      throw invalid("lastOutputSinceMicros", lastOutputSinceMicros, "at least the first output's");
    }
  }

  /** What was seen to end the request. */
  public EndCause cause() {
    return CAUSES.get(cause);
  }

  /** Status of the engine's answer; −1 if none was seen. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Code of an error inside the stream; −1 if none. */
  public int inBandCode() {
    return inBandCode;
  }

  /** Whether every choice finished normally. */
  public boolean allChoicesFinished() {
    return allChoicesFinished;
  }

  /** Whether the answer was streamed. */
  public boolean streaming() {
    return streaming;
  }

  /** Choices of all prompts together. */
  public int choices() {
    return choices;
  }

  /** Event time of accepted, UTC microseconds. */
  public long acceptedMicros() {
    return acceptedMicros;
  }

  /** Event time of the end, UTC microseconds. */
  public long endMicros() {
    return endMicros;
  }

  /** Accepted to first output, microseconds; −1 without streamed output. */
  public long firstOutputSinceMicros() {
    return firstOutputSinceMicros;
  }

  /** Accepted to last output, microseconds; −1 without output. */
  public long lastOutputSinceMicros() {
    return lastOutputSinceMicros;
  }

  /** Accepted to a role-only chunk no output followed, microseconds; −1 if there is none. */
  public long roleOnlySinceMicros() {
    return roleOnlySinceMicros;
  }

  /** Accepted to the end, microseconds. */
  public long endSinceMicros() {
    return endSinceMicros;
  }

  /** Tokens of the prompts; −1 if not known. */
  public long inputTokens() {
    return inputTokens;
  }

  /** Of them cached; −1 if not known. */
  public long cachedInputTokens() {
    return cachedInputTokens;
  }

  /** Output tokens as the usage says; −1 if it did not. */
  public long outputTokens() {
    return outputTokens;
  }

  /** Output tokens counted in the request's runs. */
  public long countedOutputTokens() {
    return countedOutputTokens;
  }

  /** Of the output tokens, reasoning; −1 if not known. */
  public long reasoningTokens() {
    return reasoningTokens;
  }

  /** Tokens of the first output chunk; −1 without streamed output. */
  public long firstChunkTokens() {
    return firstChunkTokens;
  }

  /** Whether the input tokens were estimated from bytes. */
  public boolean inputTokensEstimated() {
    return inputSource == BYTES_ESTIMATE;
  }

  /** Class of the error; null without one. Allocates. */
  public @Nullable String errorClass() {
    int next = reader.position();
    reader.moveTo(errorClassPosition);
    String errorClass = reader.readPresent("errorClass") ? reader.readString("errorClass") : null;
    reader.moveTo(next);
    return errorClass;
  }

  /** How often the client says it tried before; −1 if it does not say. */
  public int retryCount() {
    return retryCount;
  }
}
