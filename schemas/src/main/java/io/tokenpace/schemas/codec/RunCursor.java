package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.Arrays;
import java.util.List;

/**
 * The runs of output chunks in a report. A run's chunks are numbered from 0; chunk 0 came {@link
 * #sinceMicros()} after its choice's previous chunk (or accepted), chunk i {@link #gapMicros(int)}
 * after chunk i − 1.
 *
 * <p>NOT thread-safe.
 */
public final class RunCursor extends RequestCursor {
  private static final List<ChunkKind> KINDS = List.of(ChunkKind.values());
  private static final List<TokenSource> SOURCES = List.of(TokenSource.values());
  private static final int REASONING = ChunkKind.REASONING.ordinal();
  private static final int ESTIMATE = TokenSource.ONE_PER_CHUNK.ordinal();

  private int choice;
  private long firstIndex;
  private boolean firstOfRequest;
  private long startMicros;
  private long lastMicros;
  private long sinceMicros;
  private int chunks;

  /** By chunk; that of chunk 0 is sinceMicros. */
  private long[] gaps = new long[256];

  private int tokensGiven;
  private int[] tokens = new int[256];
  private int kindsGiven;
  private byte[] kinds = new byte[256];
  private int source;
  private long answerSinceMicros;
  private long roleSinceMicros;

  RunCursor() {
    super("runs");
  }

  @Override
  void readItem() {
    readRequestAndSeries();
    choice = readIntAtLeast("choice", 0);
    firstIndex = readAtMost("firstIndex", MAX_OFFSET_MICROS);
    firstOfRequest = reader.readBoolean("firstOfRequest");
    startMicros = readTime("startOffsetMicros");
    sinceMicros = readAtMost("sinceMicros", MAX_OFFSET_MICROS);
    readGaps();
    readTokens();
    readKinds();
    source = reader.readEnum("tokenSource", SOURCES.size());
    answerSinceMicros = readOptional("answerSinceMicros", MAX_OFFSET_MICROS);
    roleSinceMicros = readOptional("roleSinceMicros", MAX_OFFSET_MICROS);
    if (firstOfRequest && firstIndex != 0) {
      throw invalid("firstIndex", firstIndex, "0 in the run with the request's first output");
    }
    if (roleSinceMicros >= 0 && firstIndex != 0) {
      throw invalid("firstIndex", firstIndex, "0 in a run with roleSinceMicros");
    }
    if (roleSinceMicros > sinceMicros) {
      throw invalid("roleSinceMicros", roleSinceMicros, "at most sinceMicros");
    }
    if (answerSinceMicros >= 0 && firstAnswer() < 0) {
      throw invalid("answerSinceMicros", answerSinceMicros, "null in a run of reasoning only");
    }
  }

  private void readGaps() {
    gaps[0] = sinceMicros;
    int filled = 1;
    long total = 0;
    for (int items = reader.readBlock("gapMicros");
        items > 0;
        items = reader.readBlock("gapMicros")) {
      if (filled + items > gaps.length) {
        gaps = Arrays.copyOf(gaps, Math.max(filled + items, 2 * gaps.length));
      }
      int end = filled + items;
      int bad = reader.readLongs("gapMicros", gaps, filled, end, MAX_OFFSET_MICROS);
      if (bad < end) {
        throw invalid("gapMicros[" + (bad - 1) + "]", gaps[bad], "0 to 2^40");
      }
      while (filled < end) {
        total += gaps[filled++];
      }
    }
    if (total > MAX_OFFSET_MICROS) {
      throw invalid("gapMicros", total, "a sum of at most 2^40");
    }
    chunks = filled;
    lastMicros = startMicros + total;
  }

  private void readTokens() {
    tokensGiven = 0;
    for (int items = reader.readBlock("tokens"); items > 0; items = reader.readBlock("tokens")) {
      if (tokensGiven + items > tokens.length) {
        tokens = Arrays.copyOf(tokens, Math.max(tokensGiven + items, 2 * tokens.length));
      }
      for (int item = 0; item < items; item++) {
        int inChunk = reader.readInt("tokens");
        if (!(inChunk >= 1 && inChunk <= OutputChunk.MAX_TOKENS)) {
          throw invalid("tokens[" + tokensGiven + "]", inChunk, "1 to " + OutputChunk.MAX_TOKENS);
        }
        tokens[tokensGiven++] = inChunk;
      }
    }
    requireOnePerChunk("tokens", tokensGiven);
  }

  private void readKinds() {
    kindsGiven = 0;
    for (int items = reader.readBlock("kinds"); items > 0; items = reader.readBlock("kinds")) {
      if (kindsGiven + items > kinds.length) {
        kinds = Arrays.copyOf(kinds, Math.max(kindsGiven + items, 2 * kinds.length));
      }
      for (int item = 0; item < items; item++) {
        kinds[kindsGiven++] = (byte) reader.readEnum("kinds", KINDS.size());
      }
    }
    requireOnePerChunk("kinds", kindsGiven);
  }

  private void requireOnePerChunk(String field, int given) {
    if (given != 0 && given != chunks) {
      throw invalid(field, given, "0 or " + chunks + " entries, one a chunk");
    }
  }

  /** Number of the choice in its request. */
  public int choice() {
    return choice;
  }

  /** Number of the run's first chunk in its choice. */
  public long firstIndex() {
    return firstIndex;
  }

  /** Whether the run's first chunk is the first output of its request, of any choice. */
  public boolean firstOfRequest() {
    return firstOfRequest;
  }

  /** Event time of the run's first chunk, UTC microseconds. */
  public long startMicros() {
    return startMicros;
  }

  /** From the choice's previous chunk, or from accepted, to the run's first, microseconds. */
  public long sinceMicros() {
    return sinceMicros;
  }

  /** Number of chunks, at least 1. */
  public int chunks() {
    return chunks;
  }

  /** Event time of the run's last chunk, UTC microseconds. */
  public long lastMicros() {
    return lastMicros;
  }

  /**
   * From the previous chunk of the run to this one, microseconds; of chunk 0 {@link
   * #sinceMicros()}.
   *
   * @param chunk from 0 to {@link #chunks()} − 1
   */
  public long gapMicros(int chunk) {
    return gaps[chunk];
  }

  /**
   * {@link #gapMicros} of every chunk, by its number: the cursor's own array, longer than the run,
   * not to be changed, and good until the next run is read.
   */
  public long[] gapsMicros() {
    return gaps;
  }

  /** Tokens of a chunk, at least 1. */
  public int tokens(int chunk) {
    return tokensGiven == 0 ? 1 : tokens[chunk];
  }

  /**
   * Tokens of several chunks.
   *
   * @param from the first of them
   * @param to the one after the last
   */
  public long tokens(int from, int to) {
    if (tokensGiven == 0) {
      return (long) to - from;
    }
    long sum = 0;
    for (int chunk = from; chunk < to; chunk++) {
      sum += tokens[chunk];
    }
    return sum;
  }

  /** Whether every chunk is one token and the report need not say so. */
  public boolean oneTokenEach() {
    return tokensGiven == 0;
  }

  /** What a chunk carries. */
  public ChunkKind kind(int chunk) {
    return kindsGiven == 0 ? ChunkKind.ANSWER : KINDS.get(kinds[chunk]);
  }

  /** Whether a chunk is reasoning. */
  public boolean reasoning(int chunk) {
    return kindsGiven != 0 && kinds[chunk] == REASONING;
  }

  /** Number of the run's first chunk that is not reasoning; −1 if all of them are. */
  public int firstAnswer() {
    for (int chunk = 0; chunk < chunks; chunk++) {
      if (!reasoning(chunk)) {
        return chunk;
      }
    }
    return -1;
  }

  /** Where the token counts come from. */
  public TokenSource source() {
    return SOURCES.get(source);
  }

  /** Whether the token counts are one a chunk, for want of a better source. */
  public boolean tokensEstimated() {
    return source == ESTIMATE;
  }

  /**
   * From accepted to {@link #firstAnswer()}, if that is the request's first output that is not
   * reasoning, microseconds; else −1.
   */
  public long answerSinceMicros() {
    return answerSinceMicros;
  }

  /** From accepted to the role-only chunk before index 0, microseconds; −1 if there is none. */
  public long roleSinceMicros() {
    return roleSinceMicros;
  }
}
