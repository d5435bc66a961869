package io.tokenpace.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Two runs for the page to show, one over and one live: two hours of a fleet whose ledgers add up,
 * with a hole of eight minutes, a node that falls silent, and labels that would like to be more
 * than text. Beside them, short runs that are odd in one way each.
 */
final class PageRows {
  static final String HISTORY = "history";
  static final String LIVE = "live";

  /** A run whose ledger of tokens does not add up; one of money is divided by its tokens anew. */
  static final String ASKEW = "askew";

  /** A run that cost more nano-dollars than a double holds exactly. */
  static final String DEAR = "dear";

  /** A run without a roll-up of the whole fleet. */
  static final String HEADLESS = "headless";

  /** A run without rows. */
  static final String BARE = "bare";

  static final Instant START = Instant.parse("2026-03-01T23:00:00Z");
  static final int MINUTES = 120;

  /** The live run has only its last rows. */
  private static final Instant LIVE_FROM = START.plusSeconds(100 * 60);

  /** A script, an attribute's end, a turn of the direction of writing, and 128 bytes. */
  static final List<String> MODELS =
      List.of(
          "llama-3-8b",
          "<script>alert(1)</script>",
          "\"onfocus=\"alert(2)\" '",
          "\u202Egnp.evil \u05D0\u05D1",
          "m".repeat(128));

  private static final List<String> TENANTS = List.of("acme", "globex");
  private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
  private static final long MINUTE = 60_000;

  /** The least whole number that a double rounds to another. */
  private static final long BEYOND_DOUBLES = (1L << 53) + 1;

  private static final long[] WINDOWS = {MINUTE, 5 * MINUTE, 60 * MINUTE};
  private static final int HOLE_FROM = 40;
  private static final int HOLE_TO = 48;
  private static final int SILENT_FROM = 70;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(20_260_301);
  private final Map<Row, MetricSet> rows = new LinkedHashMap<>();

  private PageRows() {}

  private record Row(String rollup, String key, long windowMillis, Instant end) {}

  /** Writes both runs. */
  static void write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    RowWriter writer = new RowWriter(connection);
    Instant end = START.plusSeconds(MINUTES * 60L);
    writer.run(HISTORY, START, end);
    writer.run(LIVE, START, null);
    PageRows all = new PageRows();
    for (int minute = 0; minute < MINUTES; minute++) {
      if (minute < HOLE_FROM || minute >= HOLE_TO) {
        all.minute(minute);
      }
    }
    for (Map.Entry<Row, MetricSet> entry : all.rows.entrySet()) {
      Row row = entry.getKey();
      write(writer, HISTORY, row, entry.getValue());
      if (List.of("fleet", "node").contains(row.rollup()) && row.end().isAfter(LIVE_FROM)) {
        write(writer, LIVE, row, entry.getValue());
      }
    }
    writeOdd(writer);
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Writes runs of a minute, in each of which something is not as usual. */
  private static void writeOdd(RowWriter writer) throws SQLException {
    for (String run : List.of(ASKEW, DEAR, HEADLESS, BARE)) {
      writer.run(run, START, START.plusSeconds(60));
    }
    PageRows rows = new PageRows();
    MetricSet askew = rows.requests(1);
    askew.add(Counter.GOOD_OUTPUT_TOKENS, 1);
    writeMinute(writer, ASKEW, "fleet", Map.of(), askew);
    MetricSet dear = rows.requests(1);
    dear.add(Counter.GPU_COST_NANOS, BEYOND_DOUBLES + 2);
    dear.add(Counter.GOOD_COST_NANOS, BEYOND_DOUBLES);
    dear.add(Counter.IDLE_COST_NANOS, 2);
    writeMinute(writer, DEAR, "fleet", Map.of(), dear);
    for (String model : MODELS) {
      writeMinute(writer, HEADLESS, "model", Map.of("model", model), rows.requests(1));
    }
    Map<String, String> twofold = new TreeMap<>(Map.of("model", "llama-3-8b", "tenant", "acme"));
    writeMinute(writer, ASKEW, "model_tenant", twofold, rows.requests(1));
  }

  private static void writeMinute(
      RowWriter writer, String run, String rollup, Map<String, String> key, MetricSet metrics)
      throws SQLException {
    write(writer, run, new Row(rollup, json(key), MINUTE, START.plusSeconds(60)), metrics);
  }

  /** Writes a minute of the live run's fleet that comes after its first rows; returns its end. */
  static Instant writeNext(Connection connection, int minute) throws SQLException {
    Instant end = START.plusSeconds((minute + 1) * 60L);
    MetricSet metrics = new PageRows().requests(1);
    write(new RowWriter(connection), LIVE, new Row("fleet", "{}", MINUTE, end), metrics);
    return end;
  }

  private static void write(RowWriter writer, String run, Row row, MetricSet metrics)
      throws SQLException {
    writer.row(
        run, run.equals(LIVE), row.rollup(), row.key(), row.windowMillis(), row.end(), metrics);
  }

  private void minute(int minute) {
    for (int i = 0; i < MODELS.size(); i++) {
      String model = MODELS.get(i);
      String tenant = TENANTS.get(i % TENANTS.size());
      String node = NODES.get(minute >= SILENT_FROM ? i % 2 : i % NODES.size());
      MetricSet served = requests(1 + i);
      add("fleet", Map.of(), minute, served);
      add("model", Map.of("model", model), minute, served);
      add("tenant", Map.of("tenant", tenant), minute, served);
      add("node", Map.of("node", node), minute, served);
    }
    MetricSet idle = idle();
    add("fleet", Map.of(), minute, idle);
    add("tenant", Map.of("tenant", "(idle)"), minute, idle);
    for (String node : NODES.subList(0, minute >= SILENT_FROM ? 2 : 3)) {
      MetricSet engine = engine(minute == SILENT_FROM - 1 && node.equals("node-3"));
      add("fleet", Map.of(), minute, engine);
      add("node", Map.of("node", node), minute, engine);
    }
    add("node", Map.of("node", "node-1"), minute, idle);
  }

  private void add(String rollup, Map<String, String> key, int minute, MetricSet part) {
    long at = START.toEpochMilli() + minute * MINUTE;
    for (long window : WINDOWS) {
      Instant end = Instant.ofEpochMilli((Math.floorDiv(at, window) + 1) * window);
      rows.computeIfAbsent(new Row(rollup, json(key), window, end), row -> new MetricSet())
          .merge(part);
    }
  }

  private static String json(Map<String, String> key) {
    try {
      return JSON.writeValueAsString(key);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private MetricSet requests(int weight) {
    MetricSet set = new MetricSet();
    int count = weight * 3 + random.nextInt(4);
    int late = random.nextInt(3);
    int failed = random.nextInt(2);
    int good = count - late - failed;
    long goodTokens = good * (150L + random.nextInt(40));
    long lateTokens = late * 120L;
    long failedTokens = failed * 30L;
    long tokens = goodTokens + lateTokens + failedTokens;
    set.add(Counter.REQUESTS_STARTED, count);
    set.add(Counter.REQUESTS_ENDED, count);
    set.add(Counter.REQUESTS_COMPLETED, good + late);
    set.add(Counter.REQUESTS_FAILED, failed);
    set.add(Counter.E2E_INFINITE, failed);
    set.add(Counter.OUTPUT_TOKENS, tokens);
    set.add(Counter.INPUT_TOKENS, tokens * 3);
    set.add(Counter.GOOD_REQUESTS, good);
    set.add(Counter.GOOD_OUTPUT_TOKENS, goodTokens);
    set.add(Counter.ENDED_OUTPUT_TOKENS, tokens);
    set.add(Counter.LATE_TTFT_REQUESTS, late);
    set.add(Counter.LATE_TTFT_TOKENS, lateTokens);
    set.add(Counter.FAILED_TOKENS, failedTokens);
    long nanos = tokens * 1_237;
    set.add(Counter.GPU_MICROS, 20_000_000);
    set.add(Counter.GPU_COST_NANOS, nanos);
    set.add(Counter.GOOD_COST_NANOS, nanos - (lateTokens + failedTokens) * 1_237);
    set.add(Counter.LATE_TTFT_COST_NANOS, lateTokens * 1_237);
    set.add(Counter.FAILED_COST_NANOS, failedTokens * 1_237);
    latencies(set, good + late);
    return set;
  }

  private void latencies(MetricSet set, int completed) {
    for (int i = 0; i < completed; i++) {
      long ttft = (long) Math.exp(11 + random.nextDouble() * 3);
      set.observe(Latency.TTFT).add(ttft);
      set.add(band(ttft), 1);
      long tpotNanos = (long) (15_000_000 + random.nextDouble() * 60_000_000);
      set.observe(Latency.TPOT).add((tpotNanos + 500) / 1_000, 1, tpotNanos);
      set.add(tpotNanos < 30_000_000 ? Counter.TPOT_EXCELLENT : Counter.TPOT_ACCEPTABLE, 1);
      set.observe(Latency.E2E).add(ttft + tpotNanos / 1_000 * 150);
      set.add(Counter.E2E_CHAT_TYPICAL, 1);
      for (int token = 0; token < 10; token++) {
        long itl = (long) (random.nextDouble() * 90_000);
        set.observe(Latency.ITL).add(itl);
        set.observe(Latency.ICL).add(itl);
      }
    }
  }

  private static Counter band(long ttftMicros) {
    if (ttftMicros < 200_000) {
      return Counter.TTFT_EXCELLENT;
    }
    if (ttftMicros <= 800_000) {
      return Counter.TTFT_ACCEPTABLE;
    }
    return ttftMicros <= 1_000_000 ? Counter.TTFT_SLOW : Counter.TTFT_POOR;
  }

  /** A minute of GPUs nobody asked anything of. */
  private static MetricSet idle() {
    MetricSet set = new MetricSet();
    set.add(Counter.GPU_MICROS, 10_000_000);
    set.add(Counter.GPU_COST_NANOS, 1_234_567);
    set.add(Counter.IDLE_COST_NANOS, 1_234_567);
    return set;
  }

  /** What engine and agent say of themselves. */
  private MetricSet engine(boolean falls) {
    MetricSet set = new MetricSet();
    set.add(Counter.REPORTS_RECEIVED, 300);
    set.add(Counter.REPORTS_MISSING, random.nextInt(50) == 0 ? 2 : 0);
    set.add(Counter.NODES_SILENT, falls ? 1 : 0);
    set.add(Counter.QUEUE_DEPTH_AREA, random.nextInt(120_000_000));
    set.add(Counter.QUEUE_DEPTH_MICROS, 60_000_000);
    set.add(Counter.QUEUE_DEPTH_MAX, random.nextInt(9));
    set.add(Counter.RUNNING_REQUESTS_AREA, random.nextInt(900_000_000));
    set.add(Counter.RUNNING_REQUESTS_MICROS, 60_000_000);
    set.add(Counter.KV_CACHE_UTILISATION_AREA, 60L * random.nextInt(900_000));
    set.add(Counter.KV_CACHE_UTILISATION_MICROS, 60_000_000);
    set.add(Counter.KV_CACHE_UTILISATION_MAX, 900_000);
    set.add(Counter.GPU_UTILISATION_AREA, 60L * random.nextInt(1_000_000));
    set.add(Counter.GPU_UTILISATION_MICROS, 60_000_000);
    set.add(Counter.PREFIX_CACHE_HITS, random.nextInt(1_000));
    set.add(Counter.PREFIX_CACHE_QUERIES, 3_000);
    set.add(Counter.NODE_CLOCK_SKEW_MICROS, random.nextInt(20_000));
    return set;
  }
}
