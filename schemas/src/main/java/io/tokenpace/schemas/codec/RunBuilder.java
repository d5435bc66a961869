package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.TokenRun;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being filled.
 *
 * <p>NOT thread-safe.
 */
final class RunBuilder {
  private static final Schema GAPS = TokenRun.getClassSchema().getField("gapMicros").schema();
  private static final Schema TOKENS = TokenRun.getClassSchema().getField("tokens").schema();

  private final OutputChunk first;
  private final long baseTimeMicros;
  private final PrimitivesArrays.LongArray gaps = new PrimitivesArrays.LongArray(16, GAPS);
  private final PrimitivesArrays.IntArray tokens = new PrimitivesArrays.IntArray(16, TOKENS);
  private final List<ChunkKind> kinds = new ArrayList<>();
  private long lastMicros;
  private long answerSinceMicros = OutputChunk.ABSENT;
  private boolean answerSeen;
  private boolean severalTokens;
  private boolean severalKinds;

  RunBuilder(OutputChunk first, long baseTimeMicros) {
    this.first = first;
    this.baseTimeMicros = baseTimeMicros;
    put(first);
  }

  /** Whether a chunk goes on where this run stands, and from the same source. */
  boolean takes(OutputChunk chunk) {
    return chunk.series() == first.series()
        && chunk.source() == first.source()
        && chunk.index() == first.index() + gaps.size() + 1
        // A run says the time of its first chunk only: a clock that was moved begins a new one.
        && chunk.timeMicros() == lastMicros + chunk.sinceMicros()
        && !chunk.firstOfRequest()
        // An answer's time says which chunk it means by being the run's first answer.
        && !(answerSeen && chunk.answerSinceMicros() >= 0);
  }

  void add(OutputChunk chunk) {
    gaps.add(gaps.size(), chunk.sinceMicros());
    put(chunk);
  }

  private void put(OutputChunk chunk) {
    tokens.add(tokens.size(), chunk.tokens());
    kinds.add(chunk.kind());
    lastMicros = chunk.timeMicros();
    severalTokens |= chunk.tokens() != 1;
    severalKinds |= chunk.kind() != ChunkKind.ANSWER;
    if (chunk.answerSinceMicros() >= 0) {
      answerSinceMicros = chunk.answerSinceMicros();
    }
    answerSeen |= chunk.kind() != ChunkKind.REASONING;
  }

  TokenRun build() {
    return TokenRun.newBuilder()
        .setRequest(first.request())
        .setSeries(first.series())
        .setChoice(first.choice())
        .setFirstIndex(first.index())
        .setFirstOfRequest(first.firstOfRequest())
        .setStartOffsetMicros(first.timeMicros() - baseTimeMicros)
        .setSinceMicros(first.sinceMicros())
        .setGapMicros(gaps)
        .setTokens(severalTokens ? tokens : List.of())
        .setKinds(severalKinds ? kinds : List.of())
        .setTokenSource(first.source())
        .setAnswerSinceMicros(orNull(answerSinceMicros))
        .setRoleSinceMicros(orNull(first.roleSinceMicros()))
        .build();
  }

  private static @Nullable Long orNull(long micros) {
    return micros < 0 ? null : micros;
  }
}
