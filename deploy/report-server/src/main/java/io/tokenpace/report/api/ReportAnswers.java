package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.json.Distribution;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.schemas.metrics.Latency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One range, merged. Thread-safe. */
final class ReportAnswers {
  private final Questions questions;
  private final ReportReader reports;

  ReportAnswers(Questions questions, ReportReader reports) {
    this.questions = questions;
    this.reports = reports;
  }

  List<Resource> resources() {
    return List.of(
        new Resource(
            "report", Names.and(Names.ROWS, Names.DISTRIBUTIONS, Names.BINS), true, this::report));
  }

  private Answer report(Parameters parameters) {
    List<Latency> distributions = distributions(parameters);
    int bins =
        parameters.number(Names.BINS, 1, Distribution.MOST_BINS).orElse(Distribution.USUAL_BINS);
    Question question = questions.question(parameters);
    Selection selection = question.selection();
    Report report =
        Limited.read(() -> reports.read(question.queries(selection.latenciesAnd(distributions))));
    ObjectNode document = head(report);
    ArrayNode entries = document.putArray("rollups");
    for (RollupReport rollup : report.rollups()) {
      ObjectNode entry = entries.addObject().put("rollup", rollup.rollup());
      entry.set("key", MetricsJson.key(rollup.key()));
      entry.put("complete", rollup.complete());
      entry.set("metrics", MetricsJson.metrics(selection, report, rollup));
      if (!distributions.isEmpty()) {
        ObjectNode spread = entry.putObject("distributions");
        distributions.forEach(
            latency ->
                spread.set(latency.columnName(), Distribution.of(rollup.parts(), latency, bins)));
      }
      entry.set("views", MetricsJson.views(selection, report, rollup));
    }
    return new Answer(
        document, () -> distributions.isEmpty() ? lines(document) : binLines(document));
  }

  static ObjectNode head(Report report) {
    ObjectNode document = Documents.object();
    document.put("run", report.run().name()).put("live", report.run().live());
    Documents.putRange(document, report.used());
    Documents.putRange(document.putObject("asked"), report.asked());
    List<Long> lengths = report.run().windowMillis();
    if (lengths.isEmpty()) {
      document.putNull("window_seconds");
    } else {
      document.set("window_seconds", Documents.seconds(lengths.get(0)));
    }
    Documents.putRunTimes(document, report.run());
    document.put("covered_seconds", Documents.secondsOfMicros(report.coveredMicros()));
    // Of nothing, nothing can be known to be missing; it is no complete answer for that.
    document.put(
        "complete", !report.rollups().isEmpty() && report.complete() && !reachesAhead(report));
    document.set("completeness", MetricsJson.completeness(report));
    document.set("error_bound", Documents.errorBound());
    return document;
  }

  /** Whether the range of a live run goes on where there are no results yet. */
  private static boolean reachesAhead(Report report) {
    Instant until = report.run().resultsUntil();
    return report.run().live() && until != null && report.used().to().isAfter(until);
  }

  private static List<Latency> distributions(Parameters parameters) {
    return parameters
        .one(Names.DISTRIBUTIONS)
        .map(names -> List.of(names.split(",", -1)))
        .orElse(List.of())
        .stream()
        .distinct()
        .map(ReportAnswers::latency)
        .toList();
  }

  private static Latency latency(String name) {
    return Latency.ALL.stream()
        .filter(latency -> latency.columnName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.badParameter(
                    Names.DISTRIBUTIONS,
                    name,
                    "of "
                        + Latency.ALL.stream()
                            .map(Latency::columnName)
                            .collect(Collectors.joining(", "))));
  }

  /** A line per key. */
  private static List<ObjectNode> lines(ObjectNode document) {
    return perKey(
        document,
        entry -> {
          ObjectNode line = Documents.object();
          line.set("complete", entry.get("complete"));
          Documents.flatten(line, "", entry.get("metrics"));
          Documents.flatten(line, "", entry.get("views"));
          return List.of(line);
        });
  }

  /** A line per bin. */
  private static List<ObjectNode> binLines(ObjectNode document) {
    return perKey(
        document,
        entry -> {
          List<ObjectNode> lines = new ArrayList<>();
          entry
              .get("distributions")
              .properties()
              .forEach(latency -> addBins(lines, latency.getKey(), latency.getValue()));
          return lines;
        });
  }

  private static void addBins(List<ObjectNode> lines, String latency, JsonNode distribution) {
    for (int bin = 0; bin < distribution.path("count").size(); bin++) {
      ObjectNode line = Documents.object().put("latency", latency);
      for (String part : List.of("low_ms", "high_ms", "count")) {
        line.set(part, distribution.get(part).get(bin));
      }
      lines.add(line);
    }
  }

  private static List<ObjectNode> perKey(
      ObjectNode document, Function<JsonNode, List<ObjectNode>> linesOf) {
    List<ObjectNode> lines = new ArrayList<>();
    for (JsonNode entry : document.get("rollups")) {
      for (ObjectNode rest : linesOf.apply(entry)) {
        ObjectNode line = Documents.object();
        for (String name : List.of("run", "from", "to")) {
          line.set(name, document.get(name));
        }
        line.set("rollup", entry.get("rollup"));
        Documents.flatten(line, "", entry.get("key"));
        line.setAll(rest);
        lines.add(line);
      }
    }
    return lines;
  }
}
