package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.LastSeenReader;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.report.rows.RowQuery;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What can be trusted of each node: of those with results in the range, and of those that fell
 * silent not long before it, of which nothing is known but that. Thread-safe.
 */
final class NodeAnswers {
  private static final String NODE = "node";

  /** So long before a range a node may have fallen silent and is still missed in it. */
  private static final Duration MISSED_FOR = Duration.ofDays(1);

  private static final Selection TRUST =
      Selection.of(
          List.of(
              "completeness",
              "reports_received",
              "reports_missing",
              "late_reports",
              "agent_dropped_events"));

  private final Questions questions;
  private final ReportReader reports;
  private final LastSeenReader lastSeen;

  NodeAnswers(Questions questions, ReportReader reports, LastSeenReader lastSeen) {
    this.questions = questions;
    this.reports = reports;
    this.lastSeen = lastSeen;
  }

  List<Resource> resources() {
    return List.of(
        new Resource(
            "nodes", Names.and(Names.RANGE, Names.RUN, Names.METRICS, NODE), true, this::nodes));
  }

  private Answer nodes(Parameters parameters) {
    Question question = questions.ofRollup(parameters, NODE);
    Selection selection = parameters.has(Names.METRICS) ? question.selection() : TRUST;
    List<RowQuery> queries = question.queries(selection.latencies());
    Report report = Limited.read(() -> reports.read(queries));
    Map<String, RollupReport> known = new TreeMap<>();
    report.rollups().forEach(node -> known.put(node.key(), node));
    Set<String> asked = new TreeSet<>(known.keySet());
    question.rollups().get(0).keys().stream().filter(queries.get(0)::means).forEach(asked::add);
    Map<String, Instant> ends = lastSeen.read(report.run(), NODE, asked, report.used().to());
    Instant missedFrom = report.used().from().minus(MISSED_FOR);
    ends.forEach(
        (key, end) -> {
          if (end.isAfter(missedFrom) && isSilent(report, end)) {
            known.computeIfAbsent(key, k -> new RollupReport(NODE, k, false, new MetricSet()));
          }
        });
    ObjectNode document = Documents.object().put("run", report.run().name());
    Documents.putRange(document, report.used());
    Documents.put(document, "results_until", report.run().resultsUntil());
    ArrayNode nodes = document.putArray("nodes");
    for (RollupReport node : known.values()) {
      nodes.add(node(report, node, ends.get(node.key()), selection));
    }
    return new Answer(document, () -> lines(document));
  }

  private static ObjectNode node(
      Report report, RollupReport node, @Nullable Instant seen, Selection selection) {
    ObjectNode labels = MetricsJson.key(node.key());
    ObjectNode entry = Documents.object();
    entry.set(NODE, labels.get(NODE));
    entry.set("labels", labels);
    entry.put("state", isSilent(report, seen) ? "silent" : "reporting");
    Documents.put(entry, "last_seen", seen);
    entry.setAll(MetricsJson.metrics(TRUST, report, node));
    Counter skew = Counter.NODE_CLOCK_SKEW_MICROS;
    if (node.parts().knows(skew.group())) {
      entry.put("node_clock_skew_ms", Documents.millisOfMicros(node.parts().get(skew)));
    } else {
      entry.putNull("node_clock_skew_ms");
    }
    entry.set("metrics", MetricsJson.metrics(selection, report, node));
    return entry;
  }

  /** Rows of one window do not come at the same moment, so a node may be one window behind. */
  private static boolean isSilent(Report report, @Nullable Instant seen) {
    Instant newest = report.run().resultsUntil();
    if (seen == null || newest == null) {
      return true;
    }
    Instant end = newest.isBefore(report.used().to()) ? newest : report.used().to();
    return seen.isBefore(end.minusMillis(report.run().windowMillis().get(0)));
  }

  private static List<ObjectNode> lines(ObjectNode document) {
    List<ObjectNode> lines = new ArrayList<>();
    for (JsonNode node : document.get("nodes")) {
      ObjectNode line = Documents.object();
      for (String name : List.of("run", "from", "to")) {
        line.set(name, document.get(name));
      }
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!field.getKey().equals("labels")) {
          Documents.flatten(
              line, field.getKey().equals("metrics") ? "" : field.getKey(), field.getValue());
        }
      }
      lines.add(line);
    }
    return lines;
  }
}
