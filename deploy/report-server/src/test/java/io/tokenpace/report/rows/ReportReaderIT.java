package io.tokenpace.report.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.Report;
import io.tokenpace.report.RollupReport;
import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportReaderIT {
  private static final long MINUTE = 60_000;
  private static final long[] WINDOWS = {MINUTE, 5 * MINUTE, 60 * MINUTE};
  private static final Instant START = Instant.parse("2026-03-01T09:57:30.123456Z");
  private static final Instant END = Instant.parse("2026-03-01T12:12:07.000001Z");

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private EmbeddedPostgres postgres;
  private DataSource database;
  private Connection connection;
  private RowWriter writer;
  private ReportReader reader;

  /** One raw observation: a request of a node that ended then. */
  private record Observation(Instant time, String node, long ttftMicros, long tpotNanos) {}

  @BeforeAll
  void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
    database = postgres.getPostgresDatabase();
    new TableSetup(database).migrate();
    reader = new ReportReader(database);
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = database.getConnection();
    writer = new RowWriter(connection);
    execute("TRUNCATE runs, tumbling_rows");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Two hours of requests of two nodes, with a silent half hour. */
  private List<Observation> observations() {
    System.out.println("seed: " + seed);
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      Instant time =
          START.plus((long) (random.nextDouble() * micros(START, END)), ChronoUnit.MICROS);
      if (time.isBefore(Instant.parse("2026-03-01T10:31:00Z"))
          || time.isAfter(Instant.parse("2026-03-01T11:02:00Z"))) {
        observations.add(
            new Observation(
                time,
                random.nextBoolean() ? "node-1" : "node-2",
                (long) Math.exp(random.nextDouble() * 16),
                (long) Math.exp(random.nextDouble() * 20)));
      }
    }
    return observations;
  }

  private static long micros(Instant from, Instant to) {
    return ChronoUnit.MICROS.between(from, to);
  }

  private static void fold(Observation observation, MetricSet into) {
    into.add(Counter.REQUESTS_ENDED, 1);
    into.add(Counter.TTFT_EXCELLENT, observation.ttftMicros() < 200_000 ? 1 : 0);
    into.add(Counter.QUEUE_DEPTH_MAX, observation.ttftMicros());
    into.observe(Latency.TTFT).add(observation.ttftMicros());
    long tpotMicros = (observation.tpotNanos() + 500) / 1_000;
    into.observe(Latency.TPOT).add(tpotMicros, 1, observation.tpotNanos());
  }

  private void write(List<Observation> observations, boolean live) throws SQLException {
    connection.setAutoCommit(false);
    writer.run("run", START, live ? null : END);
    for (long window : WINDOWS) {
      Map<List<Object>, MetricSet> rows = new LinkedHashMap<>();
      for (Observation observation : observations) {
        long end = (Math.floorDiv(observation.time().toEpochMilli(), window) + 1) * window;
        fold(observation, rows.computeIfAbsent(List.of("fleet", "{}", end), k -> new MetricSet()));
        String key = "{\"node\":\"%s\"}".formatted(observation.node());
        fold(observation, rows.computeIfAbsent(List.of("node", key, end), k -> new MetricSet()));
      }
      for (Map.Entry<List<Object>, MetricSet> row : rows.entrySet()) {
        writer.row(
            "run",
            live,
            (String) row.getKey().get(0),
            (String) row.getKey().get(1),
            window,
            Instant.ofEpochMilli((Long) row.getKey().get(2)),
            row.getValue());
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void assertHolds(Report report, List<Observation> all) {
    List<Observation> inRange =
        all.stream()
            .filter(
                o ->
                    !o.time().isBefore(report.used().from())
                        && o.time().isBefore(report.used().to()))
            .toList();
    assertThat(report.rollups())
        .as("seed %d", seed)
        .extracting(rollup -> rollup.rollup() + rollup.key())
        .containsExactly("fleet{}", "node{\"node\":\"node-1\"}", "node{\"node\":\"node-2\"}");
    assertHolds(report.rollups().get(0), inRange);
    for (int node = 1; node <= 2; node++) {
      String name = "node-" + node;
      assertHolds(
          report.rollups().get(node), inRange.stream().filter(o -> o.node().equals(name)).toList());
    }
  }

  private void assertHolds(RollupReport rollup, List<Observation> expected) {
    MetricSet parts = rollup.parts();
    assertThat(parts.get(Counter.REQUESTS_ENDED)).isEqualTo(expected.size());
    assertThat(parts.get(Counter.TTFT_EXCELLENT))
        .isEqualTo(expected.stream().filter(o -> o.ttftMicros() < 200_000).count());
    assertThat(parts.get(Counter.QUEUE_DEPTH_MAX))
        .isEqualTo(expected.stream().mapToLong(Observation::ttftMicros).max().orElse(0));
    assertLatency(
        parts,
        Latency.TTFT,
        expected.stream().mapToLong(Observation::ttftMicros).sorted().toArray(),
        expected.stream().mapToLong(Observation::ttftMicros).sum());
    assertLatency(
        parts,
        Latency.TPOT,
        expected.stream().mapToLong(o -> (o.tpotNanos() + 500) / 1_000).sorted().toArray(),
        expected.stream().mapToLong(Observation::tpotNanos).sum());
  }

  private void assertLatency(MetricSet parts, Latency latency, long[] sorted, long sum) {
    assertThat(parts.latency(latency)).as("seed %d", seed).isNotNull();
    assertThat(parts.observe(latency).count()).isEqualTo(sorted.length);
    assertThat(parts.observe(latency).sum()).isEqualTo(sum);
    assertThat(parts.observe(latency).minMicros()).isEqualTo(sorted[0]);
    assertThat(parts.observe(latency).maxMicros()).isEqualTo(sorted[sorted.length - 1]);
    for (int percent : new int[] {50, 90, 95, 99}) {
      long nearestRank = sorted[(sorted.length * percent + 99) / 100 - 1];
      long shown = parts.observe(latency).quantileMicros(percent * 10_000);
      assertThat((double) Math.abs(shown - nearestRank))
          .as("seed %d: p%d of %s: %d for %d", seed, percent, latency, shown, nearestRank)
          .isLessThanOrEqualTo(Math.max(1, nearestRank / 100.0));
    }
  }

  @Test
  void aWholeRunHoldsEveryObservationOnce() throws SQLException {
    List<Observation> observations = observations();
    write(observations, false);

    Report report = reader.readWholeRun("run");

    assertThat(report.used().from()).isEqualTo(Instant.parse("2026-03-01T09:57:00Z"));
    assertThat(report.used().to()).isEqualTo(Instant.parse("2026-03-01T12:13:00Z"));
    assertThat(report.run().start()).isEqualTo(START);
    assertThat(report.run().end()).isEqualTo(END);
    assertThat(report.coveredMicros()).isEqualTo(micros(START, END));
    assertHolds(report, observations);
  }

  @Test
  void aRangeIsRoundedOutwardAndHoldsWhatLiesInIt() throws SQLException {
    List<Observation> observations = observations();
    write(observations, false);

    for (int i = 0; i < 20; i++) {
      Instant from = START.plus(random.nextInt(60 * 60), ChronoUnit.SECONDS);
      Instant to = from.plus(45 * 60 + random.nextInt(60 * 60), ChronoUnit.SECONDS);
      Report report = reader.read("run", from, to);

      assertThat(report.used().from()).isEqualTo(from.truncatedTo(ChronoUnit.MINUTES));
      assertThat(report.used().to())
          .isBetween(to, to.plus(59_999_999, ChronoUnit.MICROS))
          .isEqualTo(report.used().to().truncatedTo(ChronoUnit.MINUTES));
      assertHolds(report, observations);
    }
  }

  @Test
  void readsTheLongestRowsWithoutTheShorterOnesInThem() throws SQLException {
    List<Observation> observations = observations();
    write(observations, false);
    execute(
        "DELETE FROM tumbling_rows WHERE window_millis = 60000 AND window_end >"
            + " '2026-03-01T10:00:00Z' AND window_end <= '2026-03-01T12:10:00Z'");
    execute(
        "DELETE FROM tumbling_rows WHERE window_millis = 300000 AND window_end >"
            + " '2026-03-01T10:00:00Z' AND window_end <= '2026-03-01T12:00:00Z'");

    assertHolds(reader.readWholeRun("run"), observations);
  }

  @Test
  void aLiveRunIsReadUpToTheEndOfItsLatestShortestWindow() throws SQLException {
    List<Observation> observations = observations();
    write(observations, true);

    Report report = reader.readWholeRun("run");

    assertThat(report.run().end()).isNull();
    Instant latest = observations.stream().map(Observation::time).max(Instant::compareTo).get();
    assertThat(report.used().to())
        .isEqualTo(latest.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
    assertHolds(report, observations);
  }

  @Test
  void rowsOfOtherRunsAreNotRead() throws SQLException {
    List<Observation> observations = observations();
    write(observations, false);
    MetricSet other = new MetricSet();
    other.add(Counter.REQUESTS_ENDED, 1_000_000);
    writer.row("other", false, "fleet", "{}", MINUTE, Instant.parse("2026-03-01T10:01:00Z"), other);
    writer.row("run", true, "fleet", "{}", MINUTE, Instant.parse("2026-03-01T10:01:00Z"), other);

    assertHolds(reader.readWholeRun("run"), observations);
  }

  @Test
  void groupsNobodyComputedStayUnknown() throws SQLException {
    write(observations(), false);

    MetricSet parts = reader.readWholeRun("run").rollups().get(0).parts();

    assertThat(parts.knows(MetricGroup.BANDS)).isTrue();
    assertThat(parts.knows(MetricGroup.COST)).isFalse();
    assertThat(parts.knows(MetricGroup.VLLM_BENCH)).isFalse();
    assertThat(parts.latency(Latency.ITL)).isNull();
  }

  @Test
  void aRunWithoutRowsHasAnEmptyReport() throws SQLException {
    writer.run("empty", START, END);
    writer.run("empty live", START, null);

    Report report = reader.readWholeRun("empty");
    assertThat(report.used().from()).isEqualTo(START);
    assertThat(report.used().to()).isEqualTo(END);
    assertThat(report.rollups()).isEmpty();
    assertThat(reader.readWholeRun("empty live").coveredMicros()).isZero();
  }

  @Test
  void rollupsComeInTheConfiguredOrderAndOthersByName() throws SQLException {
    writer.run("run", START, END);
    for (String rollup : new String[] {"tenant", "node", "fleet", "cluster", "model"}) {
      MetricSet parts = new MetricSet();
      writer.row("run", false, rollup, "{}", MINUTE, Instant.parse("2026-03-01T10:01:00Z"), parts);
    }

    assertThat(rollups(reader.readWholeRun("run")))
        .containsExactly("fleet", "model", "node", "cluster", "tenant");
    assertThat(
            rollups(
                new ReportReader(database, Limits.USUAL, List.of("tenant")).readWholeRun("run")))
        .containsExactly("tenant", "cluster", "fleet", "model", "node");
  }

  private static List<String> rollups(Report report) {
    return report.rollups().stream().map(RollupReport::rollup).toList();
  }

  @Test
  void refusesWhatItCannotRead() throws SQLException {
    assertThatThrownBy(() -> reader.readWholeRun("none"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("run: none (expected: one in the table runs)");
    assertThatThrownBy(() -> reader.read("none", END, START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("from: 2026-03-01T12:12:07.000001Z (expected: before to");
    write(observations(), false);
    execute("UPDATE tumbling_rows SET ttft_count = ttft_count + 1");
    assertThatThrownBy(() -> reader.readWholeRun("run"))
        .isInstanceOf(ReportException.class)
        .hasMessageContaining("row run fleet {} ")
        .hasMessageContaining("ttft_count: ");
  }
}
