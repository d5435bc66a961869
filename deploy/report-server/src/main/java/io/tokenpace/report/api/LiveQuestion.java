package io.tokenpace.report.api;

import io.tokenpace.report.json.Selection;
import java.util.List;
import java.util.Map;

/**
 * Which new rows somebody wants to be told of; equal ones are read once for all who ask.
 *
 * @param run name of the run
 * @param rollup name of the roll-up
 * @param labels of each dimension the labels that are meant
 * @param columns the metrics, as {@link Selection#of} takes them
 */
public record LiveQuestion(
    String run, String rollup, Map<String, List<String>> labels, List<String> columns) {

  /** Copies. */
  public LiveQuestion {
    labels = Map.copyOf(labels);
    columns = List.copyOf(columns);
  }

  /** The metrics. */
  public Selection selection() {
    return Selection.of(columns);
  }
}
