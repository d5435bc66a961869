package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.TokenSource;

/**
 * The token events of a report: every output chunk as an event of its own, run by run. Events of
 * one choice come in their order; walking allocates nothing once the cursor has seen its largest
 * run.
 *
 * <p>NOT thread-safe.
 */
public final class TokenEventCursor {
  private final RunCursor run = new RunCursor();
  private int chunk;
  private int chunks;
  private int answer;
  private long timeMicros;

  TokenEventCursor() {}

  void reset(byte[] bytes, int position, long baseTimeMicros, int seriesCount) {
    run.reset(bytes, position, baseTimeMicros, seriesCount);
    chunks = 0;
    chunk = -1;
  }

  /** Moves to the next event; false at the end. */
  public boolean next() {
    chunk++;
    if (chunk < chunks) {
      timeMicros += run.gapMicros(chunk);
      return true;
    }
    if (!run.next()) {
      chunks = 0;
      chunk = -1;
      return false;
    }
    chunks = run.chunks();
    chunk = 0;
    // Which chunk it is takes a search, and most runs do not hold a request's first answer.
    answer = run.answerSinceMicros() < 0 ? -1 : run.firstAnswer();
    timeMicros = run.startMicros();
    return true;
  }

  /** Number of the request in its boot. */
  public long request() {
    return run.request();
  }

  /** Position of the request's label set in the report. */
  public int series() {
    return run.series();
  }

  /** Number of the choice in its request. */
  public int choice() {
    return run.choice();
  }

  /** Number of the chunk in its choice, from 0. */
  public long index() {
    return run.firstIndex() + chunk;
  }

  /** Event time, UTC microseconds. */
  public long timeMicros() {
    return timeMicros;
  }

  /** Since the choice's previous chunk; for index 0 since accepted; microseconds. */
  public long sinceMicros() {
    return chunk == 0 ? run.sinceMicros() : run.gapMicros(chunk);
  }

  /** Tokens of the chunk, at least 1. */
  public int tokens() {
    return run.tokens(chunk);
  }

  /** What the chunk carries. */
  public ChunkKind kind() {
    return run.kind(chunk);
  }

  /** Where {@link #tokens()} comes from. */
  public TokenSource source() {
    return run.source();
  }

  /** Whether this is the first output of its request, of any choice. */
  public boolean firstOfRequest() {
    return chunk == 0 && run.firstOfRequest();
  }

  /**
   * Since accepted, if this is the request's first output that is not reasoning, microseconds; else
   * {@link OutputChunk#ABSENT}.
   */
  public long answerSinceMicros() {
    return chunk == answer ? run.answerSinceMicros() : OutputChunk.ABSENT;
  }

  /**
   * At index 0, from accepted to the role-only chunk before it, microseconds; {@link
   * OutputChunk#ABSENT} if there is none.
   */
  public long roleSinceMicros() {
    return chunk == 0 ? run.roleSinceMicros() : OutputChunk.ABSENT;
  }
}
