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

  /** Checks the ranges. */
  public OutputChunk {
    if (!(sinceMicros >= 0 && tokens >= 1 && index >= 0 && choice >= 0)) {
      throw new IllegalArgumentException(
          "chunk: since %d, tokens %d, index %d, choice %d (expected: >= 0, >= 1, >= 0, >= 0)"
              .formatted(sinceMicros, tokens, index, choice));
    }
  }
}
