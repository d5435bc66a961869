package io.tokenpace.standalone.truth;

import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as an agent reported it, put together again from all reports that speak of it.
 *
 * <p>NOT thread-safe.
 */
final class SeenRequest {
  /**
   * A chunk.
   *
   * @param sinceAcceptedMicros when it came, counted from accepted
   * @param gapMicros since the choice's chunk before, or since accepted
   */
  record Chunk(
      long index, long sinceAcceptedMicros, long gapMicros, int tokens, TokenSource source) {}

  private final SortedMap<Integer, List<Chunk>> choices = new TreeMap<>();
  private @Nullable RequestEnd end;
  private long ttftMicros = -1;

  void add(
      int choice,
      boolean firstOfRequest,
      long index,
      long gapMicros,
      int tokens,
      TokenSource source) {
    List<Chunk> chunks = choices.computeIfAbsent(choice, absent -> new ArrayList<>());
    if (chunks.size() != index) {
      throw new IllegalStateException(
          "chunk: index %d of choice %d (expected: %d)".formatted(index, choice, chunks.size()));
    }
    long before = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).sinceAcceptedMicros();
    chunks.add(new Chunk(index, before + gapMicros, gapMicros, tokens, source));
    if (firstOfRequest) {
      ttftMicros = gapMicros;
    }
  }

  void end(RequestEnd ended) {
    end = ended;
  }

  /** By choice, its chunks in order. */
  SortedMap<Integer, List<Chunk>> choices() {
    return choices;
  }

  /** How it ended; null if no report said. */
  @Nullable RequestEnd end() {
    return end;
  }

  /** Its output tokens: those of its chunks, and those that only the usage at its end told of. */
  long outputTokens() {
    long counted = choices.values().stream().flatMap(List::stream).mapToLong(Chunk::tokens).sum();
    RequestEnd ended = end;
    return ended == null || ended.getOutputTokens() == null
        ? counted
        : counted + ended.getOutputTokens() - ended.getCountedOutputTokens();
  }

  /** The first output's time since accepted, or -1. */
  long ttftMicros() {
    return ttftMicros;
  }

  /** The id its client gave it; null without. */
  @Nullable String id() {
    return end == null ? null : end.getRequestId();
  }

  /** How it ended in the words of the dictionary, decided anew. */
  String outcome() {
    RequestEnd ended = end;
    if (ended == null) {
      return "unended";
    }
    if (ended.getAllChoicesFinished()) {
      return "completed";
    }
    int status = ended.getHttpStatus() == null ? 0 : ended.getHttpStatus();
    int inBand = ended.getInBandCode() == null ? 0 : ended.getInBandCode();
    boolean output = ended.getLastOutputSinceMicros() != null;
    return switch (ended.getEndCause()) {
      case CLIENT_LEFT -> "cancelled";
      case AGENT_DEADLINE -> "timed_out";
      case AGENT_REFUSED -> output ? "failed" : "rejected";
      default -> {
        if (!output && (overload(status) || overload(inBand))) {
          yield "rejected";
        }
        yield !output && (status / 100 == 4 || inBand / 100 == 4) ? "client_error" : "failed";
      }
    };
  }

  private static boolean overload(int code) {
    return code == 429 || code == 503 || code == 529;
  }
}
