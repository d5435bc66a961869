package io.tokenpace.aggregation.config;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What good means.
 *
 * @param policies what users were promised; of two that match a request the closer match holds, of
 *     those the later
 * @param prefillWeightMilli how much an uncached input token is worth in work, in thousandths of an
 *     output token
 */
public record Goodput(List<SloPolicy> policies, long prefillWeightMilli) implements Serializable {
  /** Nothing was promised: whatever is completed is good. */
  public static final Goodput DEFAULT = new Goodput(List.of(), 100);

  /** Copies, and refuses two policies of which nobody could say which holds. */
  public Goodput {
    policies = List.copyOf(policies);
    if (!(prefillWeightMilli >= 0 && prefillWeightMilli <= 10_000)) {
      throw new IllegalArgumentException(
          "prefill_weight: %d thousandths (expected: 0 to 10000)".formatted(prefillWeightMilli));
    }
    Set<List<Object>> seen = new HashSet<>();
    for (SloPolicy policy : policies) {
      if (!seen.add(List.of(policy.match(), policy.validFromMicros()))) {
        throw new IllegalArgumentException(
            "slo: two policies for %s valid from %d µs (expected: one)"
                .formatted(policy.match().toText(), policy.validFromMicros()));
      }
    }
  }
}
