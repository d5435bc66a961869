package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A made-up request as it really was, before anything is cut into reports. Times are UTC
 * microseconds; −1 stands for what there is none of.
 *
 * @param number its number in the boot
 * @param labels its labels
 * @param acceptedMicros when it was accepted
 * @param uploadMicros how long its upload took
 * @param streaming whether it is streamed
 * @param choices number of choices
 * @param chunks its output chunks in the order they came, of all choices
 * @param roleMicros by choice, when its role-only chunk came, where there is one
 * @param end how it ended; empty if it never did
 */
public record Request(
    long number,
    SeriesLabels labels,
    long acceptedMicros,
    long uploadMicros,
    boolean streaming,
    int choices,
    List<Chunk> chunks,
    Map<Integer, Long> roleMicros,
    Optional<End> end) {
  /** A chunk with output. */
  public record Chunk(
      int choice, long timeMicros, int tokens, boolean reasoning, boolean estimated) {}

  /**
   * An end.
   *
   * @param expected the outcome the metric dictionary gives it, by construction
   */
  public record End(
      long timeMicros,
      Outcome expected,
      EndCause cause,
      int httpStatus,
      int inBandCode,
      boolean allChoicesFinished,
      long inputTokens,
      boolean inputEstimated,
      long cachedTokens,
      long usageTokens,
      long reasoningTokens,
      @Nullable String errorClass,
      int retryCount,
      boolean wholeAnswer) {}

  /** Tokens counted in its chunks. */
  public long countedTokens() {
    return chunks.stream().mapToLong(Chunk::tokens).sum();
  }

  /** Output tokens: as the usage says, else as counted. */
  public long outputTokens() {
    long usage = end.map(End::usageTokens).orElse(-1L);
    return usage >= 0 ? usage : countedTokens();
  }

  /** When its last output came: of an answer that is not streamed, when it was complete; or −1. */
  public long lastOutputMicros() {
    if (!chunks.isEmpty()) {
      return chunks.get(chunks.size() - 1).timeMicros();
    }
    return end.filter(End::wholeAnswer).map(End::timeMicros).orElse(-1L);
  }

  /** Time of the choice's chunk before one; −1 if that is the choice's first. */
  public long microsBefore(int chunk) {
    for (int before = chunk - 1; before >= 0; before--) {
      if (chunks.get(before).choice() == chunks.get(chunk).choice()) {
        return chunks.get(before).timeMicros();
      }
    }
    return -1;
  }

  /** Which chunk is the first that is not reasoning; −1 if none is. */
  public int firstAnswer() {
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      if (!chunks.get(chunk).reasoning()) {
        return chunk;
      }
    }
    return -1;
  }
}
