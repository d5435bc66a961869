package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.E2eClass;
import java.io.Serializable;

/**
 * The bounds against which observations are counted exactly, when they are made.
 *
 * @param ttft bands of the time to first token
 * @param tpot bands of the time per output token
 * @param smoothItlBelowMicros a token is smooth if its inter-token latency is below this
 * @param stutterIclAboveMicros a chunk stutters if its inter-chunk latency is above this
 * @param chat short answers
 * @param code longer answers
 * @param document answers longer than those of code
 */
public record Bounds(
    Bands ttft,
    Bands tpot,
    long smoothItlBelowMicros,
    long stutterIclAboveMicros,
    E2eClass chat,
    E2eClass code,
    E2eClass document)
    implements Serializable {
  /** The bounds of the metric dictionary. */
  public static final Bounds DEFAULT =
      new Bounds(
          Bands.DEFAULT_TTFT,
          Bands.DEFAULT_TPOT,
          100_000,
          150_000,
          E2eClass.DEFAULT_CHAT,
          E2eClass.DEFAULT_CODE,
          E2eClass.DEFAULT_DOCUMENT);

  /** Checks that the classes ascend. */
  public Bounds {
    if (!(code.outputTokensBelow() > chat.outputTokensBelow()
        && document.outputTokensBelow() == Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "e2e classes: chat below %d, code below %d tokens (expected: ascending)"
              .formatted(chat.outputTokensBelow(), code.outputTokensBelow()));
    }
  }
}
