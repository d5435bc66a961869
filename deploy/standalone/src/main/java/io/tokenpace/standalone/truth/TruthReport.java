package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.OffsetRange;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a run's report against what its engines and its clients know. Counts, percentiles and money
 * have to agree and are judged; how far stamps lie apart is shown.
 *
 * <p>NOT thread-safe.
 */
public final class TruthReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode text = JSON.createObjectNode();
  private final ArrayNode checks = JSON.createArrayNode();
  private final List<String> failures = new ArrayList<>();

  private TruthReport() {}

  /**
   * Where everything is.
   *
   * @param bootstrapServers the broker
   * @param reports the run's part of the topic of reports
   * @param run the run
   * @param config what it was computed with
   * @param reportJson what it came to
   * @param truth the engines' file
   * @param record the clients' file
   */
  public record Sources(
      String bootstrapServers,
      OffsetRange reports,
      Run run,
      PipelineConfig config,
      String reportJson,
      Path truth,
      Path record) {}

  /**
   * Compares.
   *
   * @throws IOException if a file cannot be read
   */
  public static TruthReport of(Sources sources) throws IOException {
    SeenReports seen = SeenReports.read(sources.bootstrapServers(), sources.reports());
    return of(seen, sources, lines(sources.truth()), lines(sources.record()));
  }

  static TruthReport of(
      SeenReports seen, Sources sources, Map<String, JsonNode> truth, Map<String, JsonNode> record)
      throws JsonProcessingException {
    TruthReport report = new TruthReport();
    Map<String, KnownRequest> known = new HashMap<>();
    truth.forEach((id, line) -> known.put(id, KnownRequest.of(line)));
    report.outcomes(new OutcomeTable(seen.requests(), known, record));
    report.text.set("stamps", StampDistances.of(seen.requests(), known));
    JsonNode fleet = fleet(JSON.readTree(sources.reportJson()));
    report.percentiles(new SeenLatencies(seen.requests()), fleet);
    report.cost(seen, sources, fleet);
    report.text.set("checks", report.checks);
    return report;
  }

  private static Map<String, JsonNode> lines(Path file) throws IOException {
    Map<String, JsonNode> lines = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode read = JSON.readTree(line);
      if (read.hasNonNull("request")) {
        lines.put(read.get("request").asText(), read);
      }
    }
    return lines;
  }

  private static JsonNode fleet(JsonNode report) {
    for (JsonNode rollup : report.path("rollups")) {
      if (rollup.path("rollup").asText().equals("fleet")) {
        return rollup.path("metrics");
      }
    }
    return JSON.missingNode();
  }

  private void outcomes(OutcomeTable table) {
    text.set("requests", table.toJson());
    check(
        "requests: each is known to the agents and their engines",
        table.unknown() == 0,
        "%d are not".formatted(table.unknown()));
    check(
        "outcomes: equal for all that nobody cancelled",
        table.different().isEmpty(),
        "%d differ %s".formatted(table.different().size(), table.different()));
    check(
        "cancelled: agents ≤ clients",
        table.agentCancelled() <= table.clientCancelled(),
        "agents %d, clients %d".formatted(table.agentCancelled(), table.clientCancelled()));
    check(
        "chunks of completed requests: as many, of as many tokens",
        table.differentChunks().isEmpty(),
        "%d differ %s".formatted(table.differentChunks().size(), table.differentChunks()));
  }

  private void percentiles(SeenLatencies latencies, JsonNode fleet) {
    ObjectNode shown = text.putObject("percentiles");
    latencies
        .all()
        .forEach(
            (name, spread) -> {
              JsonNode reported = fleet.path(name);
              check(
                  name + ": count equal",
                  reported.path("count").asLong() == spread.count(),
                  "report %d, agents' stamps %d"
                      .formatted(reported.path("count").asLong(), spread.count()));
              ObjectNode each = shown.putObject(name);
              for (int perThousand : new int[] {500, 900, 950, 990}) {
                percentile(name, spread, reported, perThousand, each);
              }
            });
  }

  private void percentile(
      String name, Spread spread, JsonNode reported, int perThousand, ObjectNode shown) {
    String field = "p" + perThousand / 10 + "_ms";
    if (spread.count() == 0 || !reported.hasNonNull(field)) {
      return;
    }
    long exactMicros = spread.at(perThousand);
    long saidMicros = reported.get(field).decimalValue().movePointRight(3).longValue();
    long apart = Math.abs(saidMicros - exactMicros);
    ObjectNode pair = shown.putObject(field);
    pair.put("report", BigDecimal.valueOf(saidMicros, 3));
    pair.put("exact", BigDecimal.valueOf(exactMicros, 3));
    check(
        "%s %s: within 1 %% or 1 µs".formatted(name, field),
        apart <= 1 || 100 * apart <= exactMicros,
        "report %d µs, exact %d µs".formatted(saidMicros, exactMicros));
  }

  private void cost(SeenReports seen, Sources sources, JsonNode fleet)
      throws JsonProcessingException {
    Run run = sources.run();
    PipelineConfig config = sources.config();
    BigInteger known =
        new KnownCost(
                config.prices(),
                config.sliceMillis() * 1_000,
                config.leaseMillis() * 1_000,
                run.startMicros(),
                run.endMicros())
            .nanos(seen.boots());
    BigInteger reported = nanos(fleet.path("gpu_cost"));
    text.putObject("cost")
        .put("known_nanos", known.toString())
        .put("report_nanos", reported.toString());
    check(
        "cost: GPUs × time × price, slice by slice",
        known.equals(reported),
        "report %d, known %d nano-dollars".formatted(reported, known));
    Map<String, BigInteger> sums = new HashMap<>();
    for (JsonNode rollup : JSON.readTree(sources.reportJson()).path("rollups")) {
      sums.merge(
          rollup.path("rollup").asText(),
          nanos(rollup.path("metrics").path("gpu_cost")),
          BigInteger::add);
    }
    sums.forEach(
        (rollup, sum) ->
            check(
                "cost: the shares of %s add up".formatted(rollup),
                sum.equals(known),
                "sum %d, known %d nano-dollars".formatted(sum, known)));
  }

  private static BigInteger nanos(JsonNode dollars) {
    return dollars.isNumber()
        ? dollars.decimalValue().movePointRight(9).toBigInteger()
        : BigInteger.ZERO;
  }

  private void check(String name, boolean holds, String found) {
    checks.addObject().put("check", name).put("holds", holds).put("found", found);
    if (!holds) {
      failures.add(name + ": " + found);
    }
  }

  /** What did not agree, a line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many things were judged. */
  public int judged() {
    return checks.size();
  }

  /** The file's text. */
  public String toJson() {
    return text.toPrettyString() + "\n";
  }
}
