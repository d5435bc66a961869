package io.tokenpace.aggregation.slo;

import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the policy a request was under.
 *
 * <p>NOT thread-safe: remembers which policies labels match.
 */
public final class SloPolicies {
  /** Label sets that are remembered at most; made-up labels must not fill memory. */
  private static final int MAX_REMEMBERED = 10_000;

  private final List<SloPolicy> closestAndLatestFirst;
  private final Map<SeriesLabels, List<SloPolicy>> matching = new HashMap<>();

  /** The policies there are, in any order, none like another in match and start. */
  public SloPolicies(List<SloPolicy> policies) {
    closestAndLatestFirst =
        policies.stream()
            .sorted(
                Comparator.comparingInt((SloPolicy policy) -> policy.match().rank())
                    .thenComparingLong(SloPolicy::validFromMicros)
                    .reversed())
            .toList();
  }

  /**
   * The policy in force: of those that match and hold by then, the one that matches most closely,
   * and of those the latest.
   *
   * @param acceptedMicros when the request was accepted, UTC microseconds
   * @return null if there is none
   */
  public @Nullable SloPolicy inForce(SeriesLabels labels, long acceptedMicros) {
    for (SloPolicy policy : matching(labels)) {
      if (policy.validFromMicros() <= acceptedMicros) {
        return policy;
      }
    }
    return null;
  }

  private List<SloPolicy> matching(SeriesLabels labels) {
    if (matching.size() > MAX_REMEMBERED) {
      matching.clear();
    }
    return matching.computeIfAbsent(
        labels,
        of -> closestAndLatestFirst.stream().filter(policy -> policy.match().matches(of)).toList());
  }
}
