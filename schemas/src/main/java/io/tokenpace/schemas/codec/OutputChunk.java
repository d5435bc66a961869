package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.TokenSource;

/**
 * One output chunk, as a producer saw it.
 *
 * @param request number of the request in the boot
 * @param series position of its labels, from {@link ReportWriter#series}
 * @param choice number of the choice in the request
 * @param index number of the chunk among the choice's output chunks, from 0
 * @param timeMicros event time, UTC microseconds
 * @param sinceMicros since the choice's previous chunk; for index 0 since accepted
 * @param tokens tokens of the chunk, at least 1
 * @param kind what it carries
 * @param source where tokens comes from
 * @param firstOfRequest whether it is the first output of its request, of any choice
 * @param answerSinceMicros since accepted, if it is the request's first output that is not
 *     reasoning; else {@link #ABSENT}
 * @param roleSinceMicros for index 0 after a role-only chunk, from accepted to that chunk; else
 *     {@link #ABSENT}
 */
public record OutputChunk(
    long request,
    int series,
    int choice,
    long index,
    long timeMicros,
    long sinceMicros,
    int tokens,
    ChunkKind kind,
    TokenSource source,
    boolean firstOfRequest,
    long answerSinceMicros,
    long roleSinceMicros) {
  /** Stands for a time there is none of. */
  public static final long ABSENT = -1;

  /** Most tokens of one chunk. */
  public static final int MAX_TOKENS = 1 << 24;

  /** Refuses what readers would refuse. */
  public OutputChunk {
    if (!(request >= 0 && series >= 0 && choice >= 0 && index >= 0)) {
      throw new IllegalArgumentException(
          "chunk: request %d, series %d, choice %d, index %d (expected: >= 0 each)"
              .formatted(request, series, choice, index));
    }
    requireRange("sinceMicros", sinceMicros, 0, ItemCursor.MAX_OFFSET_MICROS);
    requireRange("tokens", tokens, 1, MAX_TOKENS);
    requireRange("roleSinceMicros", roleSinceMicros, ABSENT, sinceMicros);
    requireRange("answerSinceMicros", answerSinceMicros, ABSENT, ItemCursor.MAX_OFFSET_MICROS);
    if (index != 0 && (firstOfRequest || roleSinceMicros >= 0)) {
      throw new IllegalArgumentException(
          "index: %d (expected: 0 in a request's first chunk and after a role-only chunk)"
              .formatted(index));
    }
    if (answerSinceMicros >= 0 && kind == ChunkKind.REASONING) {
      throw new IllegalArgumentException(
          "answerSinceMicros: %d in a chunk of reasoning (expected: %d)"
              .formatted(answerSinceMicros, ABSENT));
    }
  }

  private static void requireRange(String field, long value, long min, long max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d to %d)".formatted(field, value, min, max));
    }
  }
}
