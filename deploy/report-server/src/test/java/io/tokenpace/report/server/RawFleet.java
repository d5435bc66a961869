package io.tokenpace.report.server;

import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Two hours of three nodes, request by request and report by report, so that what the API says can
 * be formed again from them. The last node falls silent; the row of the second one's last minute is
 * not there yet.
 */
final class RawFleet {
  static final Instant START = Instant.parse("2026-04-01T08:00:00Z");
  static final Instant END = Instant.parse("2026-04-01T10:00:00Z");
  static final List<String> NODES = List.of("node-a", "node-b", "node-c");

  private static final int MINUTES = 120;
  private static final int REQUESTS = 4_000;
  private static final long MINUTE = 60_000;

  private final List<Request> requests = new ArrayList<>();
  private final List<Minute> minutes = new ArrayList<>();

  /** A request, when it ended. */
  record Request(
      Instant time, String node, long ttftMicros, long tpotNanos, long outputTokens, boolean good) {
    long tpotMicros() {
      return (tpotNanos + 500) / 1_000;
    }
  }

  /** What was received of a node in a minute. */
  record Minute(
      Instant start,
      String node,
      long received,
      long missing,
      long late,
      long dropped,
      long skewMicros,
      long costNanos) {}

  RawFleet(long seed) {
    Random random = new Random(seed);
    for (int node = 0; node < NODES.size(); node++) {
      for (int minute = 0; minute < lastMinute(node); minute++) {
        minutes.add(
            new Minute(
                START.plusSeconds(60L * minute),
                NODES.get(node),
                50 + random.nextInt(10),
                random.nextInt(20) == 0 ? random.nextInt(5) : 0,
                random.nextInt(30) == 0 ? 1 : 0,
                random.nextInt(3),
                random.nextInt(80_000),
                60_000_000L + random.nextInt(1_000_000)));
      }
    }
    for (int i = 0; i < REQUESTS; i++) {
      int node = random.nextInt(NODES.size());
      requests.add(
          new Request(
              START.plusMillis((long) (random.nextDouble() * MINUTE * lastMinute(node))),
              NODES.get(node),
              (long) Math.exp(random.nextDouble() * 16),
              (long) Math.exp(random.nextDouble() * 20),
              1 + random.nextInt(900),
              random.nextInt(5) > 0));
    }
  }

  private static int lastMinute(int node) {
    return MINUTES - List.of(0, 1, 40).get(node);
  }

  List<Request> requests(String node, Instant from, Instant to) {
    return requests.stream()
        .filter(request -> node.isEmpty() || request.node().equals(node))
        .filter(request -> !request.time().isBefore(from) && request.time().isBefore(to))
        .toList();
  }

  List<Minute> minutes(String node, Instant from, Instant to) {
    return minutes.stream()
        .filter(minute -> node.isEmpty() || minute.node().equals(node))
        .filter(minute -> !minute.start().isBefore(from) && minute.start().isBefore(to))
        .toList();
  }

  /** Writes the rows of its windows; a node that falls silent gets one of zeroes. */
  void write(Connection connection, String run, boolean live) throws SQLException {
    RowWriter writer = new RowWriter(connection);
    writer.run(run, START, live ? null : END);
    for (long window : new long[] {MINUTE, 5 * MINUTE}) {
      Map<List<Object>, MetricSet> rows = new LinkedHashMap<>();
      BiConsumer<Object, MetricSet> add =
          (key, parts) -> rows.computeIfAbsent(List.of(key), none -> new MetricSet()).merge(parts);
      for (Request request : requests) {
        Object end = end(request.time(), window);
        add.accept(List.of("fleet", "{}", end), parts(request));
        add.accept(List.of("node", key(request.node()), end), parts(request));
      }
      for (Minute minute : minutes) {
        Object end = end(minute.start(), window);
        add.accept(List.of("fleet", "{}", end), parts(minute));
        add.accept(List.of("node", key(minute.node()), end), parts(minute));
      }
      String silent = NODES.get(2);
      Object silentFrom = end(START.plus(Duration.ofMinutes(lastMinute(2))), window);
      add.accept(List.of("node", key(silent), silentFrom), new MetricSet());
      for (Map.Entry<List<Object>, MetricSet> row : rows.entrySet()) {
        List<?> key = (List<?>) row.getKey().get(0);
        writer.row(
            run,
            live,
            (String) key.get(0),
            (String) key.get(1),
            window,
            (Instant) key.get(2),
            row.getValue());
      }
    }
  }

  private static String key(String node) {
    return "{\"node\":\"" + node + "\"}";
  }

  private static Instant end(Instant time, long window) {
    return Instant.ofEpochMilli((time.toEpochMilli() / window + 1) * window);
  }

  private static MetricSet parts(Request request) {
    MetricSet parts = new MetricSet();
    parts.add(Counter.REQUESTS_ENDED, 1);
    parts.add(Counter.REQUESTS_COMPLETED, 1);
    parts.add(Counter.OUTPUT_TOKENS, request.outputTokens());
    parts.add(Counter.ENDED_OUTPUT_TOKENS, request.outputTokens());
    parts.add(Counter.GOOD_REQUESTS, request.good() ? 1 : 0);
    parts.observe(Latency.TTFT).add(request.ttftMicros());
    parts.observe(Latency.TPOT).add(request.tpotMicros(), 1, request.tpotNanos());
    return parts;
  }

  private static MetricSet parts(Minute minute) {
    MetricSet parts = new MetricSet();
    parts.add(Counter.REPORTS_RECEIVED, minute.received());
    parts.add(Counter.REPORTS_MISSING, minute.missing());
    parts.add(Counter.LATE_REPORTS, minute.late());
    parts.add(Counter.AGENT_DROPPED_EVENTS, minute.dropped());
    parts.add(Counter.NODE_CLOCK_SKEW_MICROS, minute.skewMicros());
    parts.add(Counter.GPU_COST_NANOS, minute.costNanos());
    return parts;
  }
}
