package io.tokenpace.report.rows;

import io.tokenpace.schemas.metrics.Latency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are asked for.
 *
 * @param run name of the run
 * @param from start of the range; null from the run's start
 * @param to end of the range, exclusive, after its start; null to the run's end, of a run without
 *     one to the end of its newest window
 * @param rollup name of the roll-up
 * @param labels which keys: of each dimension named the values of which a key's label is one; keys
 *     without that dimension are not asked for
 * @param latencies the latencies that are read; counters always are
 */
public record RowQuery(
    String run,
    @Nullable Instant from,
    @Nullable Instant to,
    String rollup,
    Map<String, List<String>> labels,
    Set<Latency> latencies) {

  /** Copies, and checks the order of the ends. */
  public RowQuery {
    labels =
        labels.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    latencies = Set.copyOf(latencies);
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from: %s (expected: before to, %s)".formatted(from, to));
    }
  }

  /** Whether a key's labels are among those asked for. */
  public boolean means(String key) {
    return Keys.matches(key, labels);
  }
}
