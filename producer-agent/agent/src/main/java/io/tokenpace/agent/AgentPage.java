package io.tokenpace.agent;

import io.tokenpace.agent.admin.AgentMetrics;
import io.tokenpace.agent.admin.LoopWatch;
import io.tokenpace.agent.report.DropReason;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which metrics an agent shows, and who counts them. */
final class AgentPage {
  private static final double MICROS = 1_000_000;

  private AgentPage() {}

  static AgentMetrics of(
      Front front, LoopWatch loops, AgentProcess.Scrapers scrapers, @Nullable Reporting reporting) {
    AgentMetrics page = new AgentMetrics();
    page.gauge("exchanges_active", "Exchanges in progress.", front::active);
    page.counter(
        "observer_failures_total",
        "Exchanges whose observer failed; they went on unobserved.",
        front::observerFailures);
    page.counters(
        "refused_requests_total", "Requests the agent answered itself.", "reason", front.refused());
    page.counters(
        "unobserved_total",
        "What passed and could not be read in full.",
        "reason",
        front.unobserved());
    page.gauge(
        "event_loop_lag_seconds",
        "How late the latest event loop is at what it was to do by now.",
        () -> loops.lagMicros() / MICROS);
    page.counters(
        "scrape_failures_total",
        "Readings that could not be had.",
        "of",
        Map.<String, LongSupplier>of(
            "models", scrapers.models()::failures,
            "metrics", scrapers.engine()::failures,
            "gpus", scrapers.gpus()::failures));
    if (reporting != null) {
      reporting(page, reporting);
      kafka(page, reporting);
    }
    return page;
  }

  private static void reporting(AgentMetrics page, Reporting reporting) {
    page.counters(
        "events_total",
        "Events that were put into reports.",
        "kind",
        Map.<String, LongSupplier>of(
            "start", reporting.counts()::starts,
            "chunk", reporting.counts()::chunks,
            "end", reporting.counts()::ends));
    page.counters(
        "dropped_events_total",
        "Events that were lost.",
        "reason",
        byReason(reason -> () -> reporting.drops().events(reason)));
    page.counters(
        "dropped_reports_total",
        "Reports that were lost, with the events in them.",
        "reason",
        byReason(reason -> () -> reporting.drops().reports(reason)));
    page.gauge(
        "requests_in_flight",
        "Requests that were reported as started and not as ended.",
        reporting.counts()::inFlight);
    page.gauge("ring_events", "Events that wait for a report.", reporting.ring()::depth);
    page.counter("reports_built_total", "Reports built.", reporting.counts()::reports);
    page.counter(
        "failed_steps_total",
        "Times the reports' own threads failed, and went on.",
        reporting::failedSteps);
  }

  private static void kafka(AgentMetrics page, Reporting reporting) {
    page.counter("reports_sent_total", "Reports Kafka has.", reporting.sender()::reports);
    page.counter("token_events_sent_total", "Token events Kafka has.", reporting.sender()::tokens);
    page.counter(
        "dropped_token_events_total",
        "Token events Kafka refused; the reports that hold them are not lost.",
        reporting.sender()::droppedTokens);
    page.counter(
        "send_failures_total",
        "Times a report had to wait, because Kafka did not take it.",
        reporting.sender()::failures);
    page.gauge("spool_bytes", "Bytes of reports that wait.", reporting.spool()::pendingBytes);
    page.gauge("spool_reports", "Reports that wait.", reporting.spool()::pendingReports);
    page.gauge(
        "spool_oldest_age_seconds",
        "How long the oldest of them has waited.",
        () -> reporting.spool().oldestAgeMicros() / MICROS);
  }

  private static Map<String, LongSupplier> byReason(Function<DropReason, LongSupplier> count) {
    return Arrays.stream(DropReason.values())
        .collect(Collectors.toUnmodifiableMap(DropReason::word, count));
  }
}
