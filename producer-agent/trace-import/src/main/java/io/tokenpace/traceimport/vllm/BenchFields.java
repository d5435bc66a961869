package io.tokenpace.traceimport.vllm;

import io.tokenpace.traceimport.trace.ErrorClass;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a result file says besides the gaps; every list has one entry a request.
 *
 * @param date the end of the run, as it is written
 * @param durationSeconds length of the run
 * @param model the model's label
 * @param backend the tool's client, e.g. openai-chat; null in files without
 * @param endpointType the same in newer files; null in files without
 * @param completed number of successes, as the tool counted them
 * @param inputTokens tokens of the prompts
 * @param outputTokens output tokens, as the tool counted them; 0 of a failure
 * @param ttftSeconds time to the first chunk; 0 if there was none
 * @param gapCounts number of gaps between chunks
 * @param startSeconds when the requests were sent, by any clock; null in files without
 * @param errors what the error texts speak of; {@link ErrorClass#NONE} for an empty one
 */
record BenchFields(
    String date,
    BigDecimal durationSeconds,
    String model,
    @Nullable String backend,
    @Nullable String endpointType,
    int completed,
    List<Integer> inputTokens,
    List<Integer> outputTokens,
    List<BigDecimal> ttftSeconds,
    List<Integer> gapCounts,
    @Nullable List<BigDecimal> startSeconds,
    List<ErrorClass> errors) {
  int requests() {
    return inputTokens.size();
  }

  /** Whether the tool used a chat client. */
  boolean chat() {
    return Stream.of(String.valueOf(backend), String.valueOf(endpointType))
        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("chat"));
  }

  /** The kind of a request's failure; {@link ErrorClass#NONE} if it succeeded. */
  ErrorClass error(int request) {
    ErrorClass said = errors.get(request);
    // A server's answer without a reason phrase leaves the text empty, but brings no token either.
    return said == ErrorClass.NONE && !anyChunk(request) && outputTokens.get(request) == 0
        ? ErrorClass.OTHER
        : said;
  }

  /** Whether any chunk came: the tool leaves the time to the first one at 0 until it does. */
  private boolean anyChunk(int request) {
    return ttftSeconds.get(request).signum() > 0 || gapCounts.get(request) > 0;
  }

  boolean succeeded(int request) {
    return error(request) == ErrorClass.NONE;
  }

  /** Number of chunks that came, a role-only one included. */
  int stamps(int request) {
    return succeeded(request) || anyChunk(request) ? gapCounts.get(request) + 1 : 0;
  }

  /** Number of successes. */
  int successes() {
    int successes = 0;
    for (int request = 0; request < requests(); request++) {
      successes += succeeded(request) ? 1 : 0;
    }
    return successes;
  }

  /**
   * Whether the numbers say that the first chunk of every answer is role-only: then a request has
   * one chunk more than tokens, so as many gaps as tokens.
   */
  boolean roleChunkSeen() {
    if (!chat()) {
      return false;
    }
    for (int request = 0; request < requests(); request++) {
      if (succeeded(request) && gapCounts.get(request).equals(outputTokens.get(request))) {
        return true;
      }
    }
    return false;
  }
}
