package io.tokenpace.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.postgres.testing.Charge;
import io.tokenpace.postgres.testing.NearestRank;
import io.tokenpace.postgres.testing.NodeSample;
import io.tokenpace.postgres.testing.SeededDatabase;
import io.tokenpace.postgres.testing.SeededResults;
import io.tokenpace.postgres.testing.ServedRequest;
import io.tokenpace.schemas.metrics.LedgerLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every panel's and every variable's SQL on a real PostgreSQL, against the raw observations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardsIT {
  private static final Instant FROM = Instant.parse("2026-03-01T08:30:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T10:00:00Z");

  /** The chosen range: windows that end in it begin at {@link #FROM}. */
  private static final Instant CHOSEN_FROM = FROM.plusSeconds(1);

  private static final Set<Integer> NUMBERS =
      Set.of(Types.NUMERIC, Types.BIGINT, Types.INTEGER, Types.DOUBLE);

  private SeededDatabase database;

  @BeforeAll
  void start() throws IOException, SQLException {
    database = SeededDatabase.start();
  }

  @AfterAll
  void stop() throws IOException, SQLException {
    database.close();
  }

  /** What a query gives: types by column, and lines. */
  private record Answer(Map<String, Integer> types, List<Map<String, @Nullable Object>> lines) {}

  private Answer query(String sql, Macros macros) throws SQLException {
    try (Statement statement = database.connection().createStatement();
        ResultSet results = statement.executeQuery(macros.expand(sql))) {
      ResultSetMetaData meta = results.getMetaData();
      Map<String, Integer> types = new LinkedHashMap<>();
      for (int column = 1; column <= meta.getColumnCount(); column++) {
        types.put(meta.getColumnName(column), meta.getColumnType(column));
      }
      assertThat(types).as(sql).hasSize(meta.getColumnCount());
      List<Map<String, @Nullable Object>> lines = new ArrayList<>();
      while (results.next()) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        for (String column : types.keySet()) {
          line.put(column, results.getObject(column));
        }
        lines.add(line);
      }
      return new Answer(types, lines);
    }
  }

  /** The variables as a person finds them who opens a dashboard: the first value, or all. */
  private Macros opened(Dashboard dashboard) throws SQLException {
    Map<String, List<String>> chosen = new LinkedHashMap<>();
    Macros macros = new Macros(CHOSEN_FROM, TO, chosen);
    for (JsonNode variable : dashboard.variables()) {
      Answer answer = query(variable.get("query").asText(), macros);
      String column = answer.types().containsKey("__value") ? "__value" : "run";
      if (!answer.types().containsKey(column)) {
        column = answer.types().keySet().iterator().next();
      }
      String values = column;
      List<String> found =
          answer.lines().stream().map(line -> String.valueOf(line.get(values))).toList();
      assertThat(found).as(variable.get("name").asText()).isNotEmpty().doesNotHaveDuplicates();
      chosen.put(
          variable.get("name").asText(),
          variable.get("multi").asBoolean() ? found : found.subList(0, 1));
    }
    return macros;
  }

  private Answer panel(String file, String title) throws IOException, SQLException {
    Dashboard dashboard = Dashboard.named(file);
    return query(dashboard.sql(title), opened(dashboard));
  }

  @Test
  void everyPanelGivesWhatItsKindShows() throws IOException, SQLException {
    for (Dashboard dashboard : Dashboard.all()) {
      Macros macros = opened(dashboard);
      for (JsonNode panel : dashboard.panels()) {
        String name = dashboard.file() + ": " + panel.get("title").asText();
        Answer answer = query(panel.at("/targets/0/rawSql").asText(), macros);
        assertThat(answer.lines()).as(name).isNotEmpty();
        List<String> columns = new ArrayList<>(answer.types().keySet());
        if (panel.get("type").asText().equals("timeseries")) {
          assertThat(columns.get(0)).as(name).isEqualTo("time");
          assertThat(answer.lines())
              .as(name)
              .extracting(line -> new BigDecimal(line.get("time") + ""))
              .isSorted();
          columns.remove("metric");
          assertThat(columns).as(name).hasSizeGreaterThan(1);
          assertThat(columns).as(name).allMatch(c -> NUMBERS.contains(answer.types().get(c)));
        } else if (panel.get("type").asText().equals("stat")) {
          assertThat(answer.lines()).as(name).hasSize(1);
          assertThat(columns).as(name).hasSize(1);
          assertThat(answer.lines().get(0).values()).as(name).doesNotContainNull();
        }
        for (JsonNode override : panel.at("/fieldConfig/overrides")) {
          assertThat(columns).as(name).contains(override.at("/matcher/options").asText());
        }
      }
    }
  }

  @Test
  void withoutRowsNothingIsShownAsZero() throws IOException, SQLException {
    for (Dashboard dashboard : Dashboard.all()) {
      Map<String, List<String>> variables = opened(dashboard).variables();
      Macros silent =
          new Macros(
              SeededResults.SILENT_FROM.plusSeconds(1),
              SeededResults.SILENT_TO.minusSeconds(60),
              variables);
      for (JsonNode panel : dashboard.panels()) {
        String sql = panel.at("/targets/0/rawSql").asText();
        if (!sql.contains("$__timeFilter")) {
          continue;
        }
        for (Map<String, @Nullable Object> line : query(sql, silent).lines()) {
          assertThat(line.values()).as(panel.get("title").asText()).containsOnlyNulls();
        }
      }
    }
  }

  private static double number(Map<String, @Nullable Object> line, String column) {
    return new BigDecimal(line.get(column) + "").doubleValue();
  }

  private static Instant end(Map<String, @Nullable Object> line) {
    return Instant.ofEpochSecond(new BigDecimal(line.get("time") + "").longValue());
  }

  @Test
  void percentilesAreThoseOfEachWindow() throws IOException, SQLException {
    assertPercentiles(
        "TTFT", request -> request.tokens() > 0 ? List.of(request.ttftMicros()) : List.of());
    assertPercentiles(
        "TPOT",
        request -> request.hasTpot() ? List.of((request.tpotNanos() + 500) / 1_000) : List.of());
    assertPercentiles(
        "E2E", request -> request.completed() ? List.of(request.e2eMicros()) : List.of());
  }

  private void assertPercentiles(String title, Function<ServedRequest, List<Long>> values)
      throws IOException, SQLException {
    Answer answer = panel("fleet.json", title);
    // 90 minutes, of which ten have no row.
    assertThat(answer.lines()).hasSize(80);
    for (Map<String, @Nullable Object> line : answer.lines()) {
      Instant end = end(line);
      List<Long> raw =
          database.requests(end.minusSeconds(60), end).stream()
              .flatMap(request -> values.apply(request).stream())
              .toList();
      for (int percent : new int[] {50, 90, 95, 99}) {
        assertThat(new BigDecimal(line.get("p" + percent) + ""))
            .as("%s p%d to %s, %s", title, percent, end, database.seed())
            .matches(read -> NearestRank.matches(read, NearestRank.of(raw, percent * 10_000)));
      }
    }
  }

  @Test
  void ratesAreDividedByTheTimeTheRunExisted() throws IOException, SQLException {
    Dashboard fleet = Dashboard.named("fleet.json");
    Macros first =
        new Macros(
            SeededResults.START, SeededResults.START.plusSeconds(90), opened(fleet).variables());
    Answer answer = query(fleet.sql("Throughput"), first);
    Instant end = Instant.parse("2026-03-01T08:01:00Z");
    long tokens = sum(database.requests(SeededResults.START, end), ServedRequest::tokens);
    assertThat(number(answer.lines().get(0), "output"))
        .as(database.seed())
        .isCloseTo(tokens / 47.654322, within(1e-6));
  }

  @Test
  void useIsTheMeanOfTheSamplesOfEachWindow() throws IOException, SQLException {
    assertUse("KV cache", NodeSample::kvPpm);
    assertUse("GPU utilisation", NodeSample::gpuPpm);
  }

  private void assertUse(String title, Function<NodeSample, Long> partsPerMillion)
      throws IOException, SQLException {
    Answer answer = panel("fleet.json", title);
    assertThat(answer.lines()).hasSize(80);
    for (Map<String, @Nullable Object> line : answer.lines()) {
      Instant end = end(line);
      List<NodeSample> samples = database.samples(end.minusSeconds(60), end);
      // Each holds for as long as any other.
      double mean = sum(samples, partsPerMillion) / 1e6 / samples.size();
      assertThat(number(line, "mean"))
          .as("%s to %s, %s", title, end, database.seed())
          .isCloseTo(mean, within(1e-9));
    }
  }

  private static <T> long sum(List<T> all, Function<T, Long> value) {
    return all.stream()
        .map(one -> BigInteger.valueOf(value.apply(one)))
        .reduce(BigInteger.ZERO, BigInteger::add)
        .longValueExact();
  }

  @Test
  void figuresOfTheRangeAreThoseOfItsObservations() throws IOException, SQLException {
    List<ServedRequest> requests = database.requests(FROM, TO);
    List<ServedRequest> good =
        requests.stream().filter(r -> r.inLedger() && r.line() == LedgerLine.GOOD).toList();
    long counted = requests.stream().filter(ServedRequest::counts).count();
    long tokens = sum(requests, ServedRequest::tokens);
    long ended = sum(requests.stream().filter(r -> r.inLedger()).toList(), ServedRequest::tokens);
    long cost = sum(database.charges(FROM, TO), Charge::costNanos);
    List<NodeSample> samples = database.samples(FROM, TO);
    long received = sum(samples, NodeSample::reportsReceived);
    long missing = sum(samples, NodeSample::reportsMissing);

    assertFigure("fleet.json", "Good requests", (double) good.size() / counted);
    assertFigure("fleet.json", "Output tokens/s", tokens / 5_400.0);
    assertFigure("fleet.json", "Completeness", (double) received / (received + missing));
    assertFigure(
        "fleet.json",
        "$ per million good tokens",
        cost / 1e3 / tokens * ended / sum(good, ServedRequest::tokens));
    assertFigure("money.json", "GPU cost", cost / 1e9);
    assertFigure("money.json", "$ per million tokens", cost / 1e3 / tokens);
    assertFigure(
        "money.json",
        "Idle",
        sum(database.charges(FROM, TO).stream().filter(Charge::idle).toList(), Charge::costNanos)
            / 1e9);
  }

  private void assertFigure(String file, String title, double expected)
      throws IOException, SQLException {
    Map<String, @Nullable Object> line = panel(file, title).lines().get(0);
    assertThat(number(line, line.keySet().iterator().next()))
        .as("%s, %s", title, database.seed())
        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  @Test
  void theShowbackAddsUpToTheBill() throws IOException, SQLException {
    BigDecimal shown =
        panel("money.json", "Showback by tenant").lines().stream()
            .map(line -> new BigDecimal(line.get("gpu_cost") + ""))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(shown)
        .as(database.seed())
        .isEqualByComparingTo(
            BigDecimal.valueOf(sum(database.charges(FROM, TO), Charge::costNanos), 9));
  }

  @Test
  void keysHaveTheirOwnPercentiles() throws IOException, SQLException {
    List<Map<String, @Nullable Object>> lines =
        panel("latency.json", "Percentiles of the range").lines();
    for (Map<String, @Nullable Object> line : lines) {
      List<Long> raw =
          database.requests(FROM, TO).stream()
              .filter(r -> r.model().equals(line.get("key")) && r.tokens() > 0)
              .map(ServedRequest::ttftMicros)
              .toList();
      if (raw.isEmpty()) {
        assertThat(line).containsEntry("key", Charge.IDLE).containsEntry("ttft_p99", null);
      } else {
        assertThat(new BigDecimal(line.get("ttft_p99") + ""))
            .as(database.seed())
            .matches(read -> NearestRank.matches(read, NearestRank.of(raw, 990_000)));
      }
    }
    assertThat(lines).extracting(line -> line.get("key")).contains("small", "large");
  }
}
