package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.KeyWindows;
import io.tokenpace.report.Window;
import io.tokenpace.report.Windows;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.WindowsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** One range, window by window. Thread-safe. */
public final class WindowAnswers {
  private static final int LONGEST_STEP_SECONDS = 100_000_000;

  private final Questions questions;
  private final WindowsReader windows;
  private final ApiLimits limits;

  WindowAnswers(Questions questions, WindowsReader windows, ApiLimits limits) {
    this.questions = questions;
    this.windows = windows;
    this.limits = limits;
  }

  List<Resource> resources() {
    return List.of(new Resource("windows", Names.and(Names.ROWS, Names.STEP), true, this::answer));
  }

  private Answer answer(Parameters parameters) {
    Optional<Integer> step = parameters.number(Names.STEP, 1, LONGEST_STEP_SECONDS);
    // Several would have to be several answers.
    parameters.one(Names.ROLLUP);
    Question question = questions.question(parameters);
    Selection selection = question.selection();
    // A run without results has windows of no length yet.
    OptionalLong stepMillis =
        step.isEmpty() || question.run().windowMillis().isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(stepMillis(question, step.get()));
    Windows series =
        Limited.read(
            () ->
                windows.read(
                    question.queries(selection.latencies()).get(0),
                    stepMillis,
                    points -> requireFit(points, selection)));
    ObjectNode document = document(series, selection);
    return new Answer(document, () -> lines(document));
  }

  private static long stepMillis(Question question, int seconds) {
    List<Long> lengths = question.run().windowMillis();
    if (!lengths.contains(seconds * 1_000L)) {
      throw Refusal.badParameter(
          Names.STEP,
          Integer.toString(seconds),
          "one of the run's, "
              + lengths.stream()
                  .map(millis -> Documents.seconds(millis).asText())
                  .collect(Collectors.joining(", ")));
    }
    return seconds * 1_000L;
  }

  private void requireFit(int points, Selection selection) {
    long values = (long) points * selection.columns().size();
    if (values > limits.values()) {
      throw Refusal.tooMuch(
          "values",
          values,
          "at most %d; of %d points, %d metrics or fields such as ttft.p99_ms would fit"
              .formatted(limits.values(), points, limits.values() / points));
    }
  }

  /** A series as the API shows it. */
  public static ObjectNode document(Windows series, Selection selection) {
    ObjectNode document = Documents.object();
    document.put("run", series.run().name()).put("rollup", series.rollup());
    Documents.putRange(document, series.used());
    document.set("step_seconds", Documents.seconds(series.stepMillis()));
    Documents.putRunTimes(document, series.run());
    document.set("error_bound", Documents.errorBound());
    ArrayNode keys = document.putArray("keys");
    for (KeyWindows key : series.keys()) {
      ObjectNode entry = keys.addObject();
      entry.set("key", MetricsJson.key(key.key()));
      ArrayNode shown = entry.putArray("windows");
      for (Window window : key.windows()) {
        ObjectNode one = shown.addObject();
        Documents.putRange(one, window.range());
        one.put("complete", window.complete());
        one.set("metrics", MetricsJson.metrics(selection, series, window));
      }
    }
    return document;
  }

  private static List<ObjectNode> lines(ObjectNode document) {
    List<ObjectNode> lines = new ArrayList<>();
    for (JsonNode key : document.get("keys")) {
      for (JsonNode window : key.get("windows")) {
        ObjectNode line = Documents.object();
        line.set("run", document.get("run"));
        line.set("rollup", document.get("rollup"));
        Documents.flatten(line, "", key.get("key"));
        for (String name : List.of("from", "to", "complete")) {
          line.set(name, window.get(name));
        }
        Documents.flatten(line, "", window.get("metrics"));
        lines.add(line);
      }
    }
    return lines;
  }
}
