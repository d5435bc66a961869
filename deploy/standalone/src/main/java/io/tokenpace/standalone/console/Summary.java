package io.tokenpace.standalone.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fleet's numbers as a table, read out of the report itself: what the terminal shows is what
 * the file says. A number the report does not have, or has as null, shows as a dash.
 */
public final class Summary {
  private static final String ABSENT = "–";
  private static final List<String> LATENCIES = List.of("ttft", "itl", "tpot", "e2e");
  private static final List<String> COLUMNS =
      List.of("mean_ms", "p50_ms", "p90_ms", "p99_ms", "max_ms");
  private static final List<String> HEADINGS =
      List.of("latency, ms", "count", "mean", "p50", "p90", "p99", "max");

  private Summary() {}

  /**
   * The table's lines; one line that says so if no roll-up is the whole fleet.
   *
   * @param reportJson the report
   * @throws IllegalArgumentException if that is not JSON
   */
  public static List<String> lines(String reportJson) {
    JsonNode metrics = fleetMetrics(reportJson);
    if (metrics.isMissingNode()) {
      return List.of("no roll-up named fleet is configured: the results are in the report");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "requests: %s started, %s completed, %s failed, %s lost"
            .formatted(
                whole(metrics.path("requests_started")),
                whole(metrics.path("requests_completed")),
                whole(metrics.path("requests_failed")),
                whole(metrics.path("requests_lost"))));
    lines.add(
        "output:   %s tokens, %s tokens/s"
            .formatted(
                whole(metrics.path("output_tokens")),
                decimal(metrics.path("output_tokens_per_second"))));
    lines.add(goodput(metrics));
    lines.add(cost(metrics));
    lines.add(row(HEADINGS));
    for (String latency : LATENCIES) {
      JsonNode values = metrics.path(latency);
      List<String> cells = new ArrayList<>(List.of(latency, whole(values.path("count"))));
      COLUMNS.forEach(column -> cells.add(decimal(values.path(column))));
      lines.add(row(cells));
    }
    return lines;
  }

  private static String goodput(JsonNode metrics) {
    String line =
        "goodput:  %s requests good (ratio %s), %s good tokens/s"
            .formatted(
                whole(metrics.path("good_requests")),
                decimal(metrics.path("request_goodput_ratio")),
                decimal(metrics.path("good_output_tokens_per_second")));
    return metrics.path("policy_missing").asLong() == 0
        ? line
        : "%s; %s without an SLO policy".formatted(line, whole(metrics.path("policy_missing")));
  }

  private static String cost(JsonNode metrics) {
    if (!metrics.path("gpu_hours").isNumber()) {
      return "cost:     unknown: no node names its GPUs";
    }
    String hours = decimal(metrics.path("gpu_hours"));
    if (!metrics.path("gpu_cost").isNumber()) {
      return "cost:     unknown: no price for the type of these GPUs (%s GPU hours)"
          .formatted(hours);
    }
    return "cost:     $ %s for %s GPU hours, $ %s per million output tokens, $ %s per million good"
        .formatted(
            money(metrics.path("gpu_cost")),
            hours,
            money(metrics.path("cost_per_million_output_tokens")),
            money(metrics.path("cost_per_million_good_tokens")));
  }

  private static JsonNode fleetMetrics(String reportJson) {
    JsonNode report;
    try {
      report = new ObjectMapper().readTree(reportJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "report: %s (expected: JSON)".formatted(e.getOriginalMessage()), e);
    }
    for (JsonNode rollup : report.path("rollups")) {
      if ("fleet".equals(rollup.path("rollup").asText())) {
        return rollup.path("metrics");
      }
    }
    return MissingNode.getInstance();
  }

  private static String row(List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-12s", cells.get(0)));
    for (String cell : cells.subList(1, cells.size())) {
      line.append(String.format(Locale.ROOT, "%12s", cell));
    }
    return line.toString();
  }

  private static String whole(JsonNode number) {
    return number.isIntegralNumber()
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : ABSENT;
  }

  private static String money(JsonNode dollars) {
    return dollars.isNumber()
        ? String.format(Locale.ROOT, "%,.4f", dollars.decimalValue())
        : ABSENT;
  }

  private static String decimal(JsonNode number) {
    return number.isNumber() ? String.format(Locale.ROOT, "%,.3f", number.decimalValue()) : ABSENT;
  }
}
