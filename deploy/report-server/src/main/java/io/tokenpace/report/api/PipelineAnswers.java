package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.Report;
import io.tokenpace.report.json.MetricsJson;
import io.tokenpace.report.json.Selection;
import io.tokenpace.report.rows.ReportReader;
import io.tokenpace.schemas.metrics.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What the pipe does. Thread-safe if what shows Kafka is. */
final class PipelineAnswers {
  private static final Selection TOTALS =
      Selection.of(
          List.of(
              "reports_received",
              "reports_missing",
              "late_reports",
              "agent_dropped_events",
              "nodes_silent",
              "completeness"));

  private final Questions questions;
  private final ReportReader reports;
  private final Consumer<ObjectNode> kafka;
  private final Clock clock;

  PipelineAnswers(
      Questions questions, ReportReader reports, Consumer<ObjectNode> kafka, Clock clock) {
    this.questions = questions;
    this.reports = reports;
    this.kafka = kafka;
    this.clock = clock;
  }

  List<Resource> resources() {
    return List.of(
        new Resource("pipeline", Names.and(Names.RANGE, Names.RUN), true, this::pipeline));
  }

  private Answer pipeline(Parameters parameters) {
    Question question = questions.ofFleet(parameters);
    Report report = Limited.read(() -> reports.read(question.queries(TOTALS.latencies())));
    Instant now = clock.instant();
    Instant newest = report.run().resultsUntil();
    ObjectNode document = Documents.object().put("run", report.run().name());
    Documents.putRange(document, report.used());
    Documents.put(document, "now", now);
    Documents.put(document, "results_until", newest);
    if (report.run().live() && newest != null) {
      document.set(
          "results_lag_seconds", Documents.seconds(Duration.between(newest, now).toMillis()));
    } else {
      document.putNull("results_lag_seconds");
    }
    kafka.accept(document);
    ObjectNode totals = document.putObject("totals");
    report
        .rollups()
        .forEach(
            fleet -> {
              totals.setAll(MetricsJson.metrics(TOTALS, report, fleet));
              Counter skew = Counter.NODE_CLOCK_SKEW_MICROS;
              if (fleet.parts().knows(skew.group())) {
                totals.put("node_clock_skew_ms", Documents.millisOfMicros(fleet.parts().get(skew)));
              } else {
                totals.putNull("node_clock_skew_ms");
              }
            });
    ObjectNode line = Documents.object();
    return new Answer(
        document,
        () -> {
          Documents.flatten(line, "", document);
          return List.of(line);
        });
  }
}
