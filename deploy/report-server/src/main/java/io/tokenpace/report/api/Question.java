package io.tokenpace.report.api;

import io.tokenpace.report.Rollup;
import io.tokenpace.report.Run;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.RowQuery;
import io.tokenpace.schemas.metrics.Latency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a request means, and which metrics of them.
 *
 * @param run the run
 * @param from start of the range; null from the run's start
 * @param to its end, exclusive; null to the run's end
 * @param rollups the roll-ups, at least one
 * @param labels of each dimension the labels that are meant
 * @param selection the metrics
 */
record Question(
    Run run,
    @Nullable Instant from,
    @Nullable Instant to,
    List<Rollup> rollups,
    Map<String, List<String>> labels,
    Selection selection) {

  Question {
    rollups = List.copyOf(rollups);
    labels = Map.copyOf(labels);
  }

  /** One query per roll-up, which read these latencies. */
  List<RowQuery> queries(Set<Latency> latencies) {
    return rollups.stream()
        .map(rollup -> new RowQuery(run.name(), from, to, rollup.name(), labels, latencies))
        .toList();
  }
}
