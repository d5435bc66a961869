package io.tokenpace.aggregation.slice;

import java.util.Arrays;

/**
 * What the vllm_bench view must keep of a request until it is known to have succeeded: vLLM's
 * benchmark counts no gap of a failed request.
 *
 * <p>NOT thread-safe.
 */
final class VllmBenchRequest {
  /** Accepted to the first chunk, a role-only one included; −1 until it came. */
  long ttftMicros = -1;

  private long[] gapsMicros = new long[16];
  private int gaps;

  void addGap(long micros) {
    if (gaps == gapsMicros.length) {
      gapsMicros = Arrays.copyOf(gapsMicros, 2 * gaps);
    }
    gapsMicros[gaps++] = micros;
  }

  int gaps() {
    return gaps;
  }

  long gapMicros(int gap) {
    return gapsMicros[gap];
  }

  long sumOfGapsMicros() {
    long sum = 0;
    for (int gap = 0; gap < gaps; gap++) {
      sum += gapsMicros[gap];
    }
    return sum;
  }
}
