package io.tokenpace.postgres.testing;

import io.tokenpace.report.testing.RowWriter;
import io.tokenpace.schemas.metrics.LargestRemainder;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.metrics.WasteLedger;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Two hours of a small fleet as raw observations, and the rows of results they make: what a query
 * over the rows has to say can be computed from the observations.
 *
 * <p>Node 4 is slow, node 3 has no requests at first, {@value #UNDECIDED} had no request that
 * ended, and for ten minutes nobody did or said anything, so that there are no rows. Rows of other
 * runs with huge numbers lie beside them.
 */
public final class SeededResults {
  /** The run. It is live, and started last of all that are. */
  public static final String RUN = "live-2";

  /** A tenant that was charged and had no request that ended. */
  public static final String UNDECIDED = "o'neil \"&\" sons";

  /** When the run started: not on the minute. */
  public static final Instant START = Instant.parse("2026-03-01T08:00:12.345678Z");

  /** Nothing happened from then on; a whole minute. */
  public static final Instant END = Instant.parse("2026-03-01T10:17:00Z");

  /** No rows from then on, for ten minutes. */
  public static final Instant SILENT_FROM = Instant.parse("2026-03-01T09:20:00Z");

  /** Rows again from then on. */
  public static final Instant SILENT_TO = Instant.parse("2026-03-01T09:30:00Z");

  /** Lengths of windows, milliseconds. */
  public static final List<Long> WINDOWS = List.of(60_000L, 300_000L, 3_600_000L);

  private static final List<String> NODES = List.of("node-1", "node-2", "node-3", "node-4");
  private static final List<String> TENANTS = List.of("acme", "batch", "zeta");
  private static final Map<String, String> MODELS =
      Map.of("node-1", "large", "node-2", "large", "node-3", "small", "node-4", "small");

  private final SplittableRandom random;
  private final List<ServedRequest> requests = new ArrayList<>();
  private final List<Charge> charges = new ArrayList<>();
  private final List<NodeSample> samples = new ArrayList<>();

  private SeededResults(long seed) {
    random = new SplittableRandom(seed);
    Instant minute = START.truncatedTo(ChronoUnit.MINUTES);
    for (; minute.isBefore(END); minute = minute.plusSeconds(60)) {
      if (minute.isBefore(SILENT_FROM) || !minute.isBefore(SILENT_TO)) {
        for (String node : NODES) {
          addMinute(minute, node);
        }
      }
    }
  }

  /** The observations of a seed: the same for the same seed. */
  public static SeededResults of(long seed) {
    return new SeededResults(seed);
  }

  /** All requests. */
  public List<ServedRequest> requests() {
    return List.copyOf(requests);
  }

  /** All charges. */
  public List<Charge> charges() {
    return List.copyOf(charges);
  }

  /** All that nodes said of themselves. */
  public List<NodeSample> samples() {
    return List.copyOf(samples);
  }

  private void addMinute(Instant minute, String node) {
    Map<String, Long> tokensOf = new LinkedHashMap<>();
    boolean quiet = node.equals("node-3") && minute.isBefore(START.plus(Duration.ofMinutes(20)));
    int count = quiet ? 0 : random.nextInt(5, 14);
    for (int i = 0; i < count; i++) {
      ServedRequest request = request(minute, node);
      requests.add(request);
      tokensOf.merge(request.tenant(), request.tokens(), Long::sum);
    }
    addCharges(momentOf(minute), node, tokensOf);
    for (int i = 0; i < 6; i++) {
      samples.add(sample(momentOf(minute), node));
    }
  }

  /** A moment of a minute, within the run. */
  private Instant momentOf(Instant minute) {
    long micros = random.nextLong(60_000_000);
    Instant moment = minute.plus(micros, ChronoUnit.MICROS);
    return moment.isBefore(START) ? START : moment;
  }

  private ServedRequest request(Instant minute, String node) {
    String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
    int slower = node.equals("node-4") ? 3 : 1;
    Outcome outcome = outcome();
    boolean output =
        outcome != Outcome.REJECTED
            && outcome != Outcome.CLIENT_ERROR
            && (outcome == Outcome.COMPLETED || random.nextBoolean());
    return new ServedRequest(
        momentOf(minute),
        node,
        MODELS.get(node),
        tenant,
        outcome,
        output ? random.nextLong(1, 300) : 0,
        (long) (slower * 20_000 * Math.exp(3.5 * random.nextDouble())),
        (long) (slower * 8_000_000 * Math.exp(2.3 * random.nextDouble())),
        tenant.equals("batch"));
  }

  private Outcome outcome() {
    int dice = random.nextInt(100);
    return dice < 84 ? Outcome.COMPLETED : Outcome.values()[1 + dice % 7];
  }

  /** A node's minute of GPU time, shared by tokens; idle without. */
  private void addCharges(Instant time, String node, Map<String, Long> tokensOf) {
    long costNanos = 50_000_000L + random.nextLong(1_000);
    if (node.equals("node-1") && random.nextInt(10) == 0) {
      charges.add(new Charge(time, node, "large", UNDECIDED, 777_777, random.nextLong(1, 99_999)));
    }
    List<BigInteger> weights = tokensOf.values().stream().map(BigInteger::valueOf).toList();
    if (weights.stream().noneMatch(weight -> weight.signum() > 0)) {
      charges.add(new Charge(time, node, Charge.IDLE, Charge.IDLE, 60_000_000, costNanos));
      return;
    }
    long[] shares = LargestRemainder.divide(costNanos, weights);
    long[] micros = LargestRemainder.divide(60_000_000, weights);
    int position = 0;
    for (String tenant : tokensOf.keySet()) {
      charges.add(
          new Charge(time, node, MODELS.get(node), tenant, micros[position], shares[position]));
      position++;
    }
  }

  private NodeSample sample(Instant time, String node) {
    return new NodeSample(
        time,
        node,
        random.nextLong(12),
        random.nextLong(40),
        random.nextLong(1_000_001),
        random.nextLong(1_000_001),
        random.nextLong(100_000, 700_000),
        random.nextLong(500),
        500,
        50,
        random.nextInt(20) == 0 ? 1 : 0,
        random.nextLong(300_000));
  }

  private record Position(String rollup, String key, long windowMillis, Instant end) {}

  /** Writes the runs and the rows, as the loader does. */
  public void write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    RowWriter writer = new RowWriter(connection);
    writer.run(RUN, START, null);
    for (Map.Entry<Position, MetricSet> row : rows().entrySet()) {
      Position position = row.getKey();
      writer.row(
          RUN,
          true,
          position.rollup(),
          position.key(),
          position.windowMillis(),
          position.end(),
          row.getValue());
    }
    writeOtherRuns(writer);
    connection.commit();
    connection.setAutoCommit(true);
  }

  private Map<Position, MetricSet> rows() {
    Map<Position, MetricSet> rows = new LinkedHashMap<>();
    for (long window : WINDOWS) {
      for (ServedRequest request : requests) {
        addTo(rows, window, request.ended(), "fleet", Map.of(), request::addTo);
        addTo(rows, window, request.ended(), "node", byNode(request.node()), request::addTo);
        addTo(rows, window, request.ended(), "model", byModel(request.model()), request::addTo);
        addTo(rows, window, request.ended(), "tenant", byTenant(request.tenant()), request::addTo);
        Map<String, String> both = byModelAndTenant(request.model(), request.tenant());
        addTo(rows, window, request.ended(), "model_tenant", both, request::addTo);
      }
      for (Charge charge : charges) {
        addTo(rows, window, charge.time(), "fleet", Map.of(), charge::addTo);
        addTo(rows, window, charge.time(), "node", byNode(charge.node()), charge::addTo);
        addTo(rows, window, charge.time(), "model", byModel(charge.model()), charge::addTo);
        addTo(rows, window, charge.time(), "tenant", byTenant(charge.tenant()), charge::addTo);
        Map<String, String> both = byModelAndTenant(charge.model(), charge.tenant());
        addTo(rows, window, charge.time(), "model_tenant", both, charge::addTo);
      }
      for (NodeSample sample : samples) {
        addTo(rows, window, sample.time(), "fleet", Map.of(), sample::addTo);
        addTo(rows, window, sample.time(), "node", byNode(sample.node()), sample::addTo);
      }
    }
    rows.values().forEach(WasteLedger::divideCost);
    return rows;
  }

  private static Map<String, String> byNode(String node) {
    return Map.of("node", node);
  }

  private static Map<String, String> byModel(String model) {
    return Map.of("model", model);
  }

  private static Map<String, String> byTenant(String tenant) {
    return Map.of("tenant", tenant);
  }

  private static Map<String, String> byModelAndTenant(String model, String tenant) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("model", model);
    labels.put("tenant", tenant);
    return labels;
  }

  private static void addTo(
      Map<Position, MetricSet> rows,
      long window,
      Instant time,
      String rollup,
      Map<String, String> labels,
      Consumer<MetricSet> observation) {
    long end = (Math.floorDiv(time.toEpochMilli(), window) + 1) * window;
    if (end <= END.toEpochMilli()) {
      Position position =
          new Position(rollup, RowKey.canonical(labels), window, Instant.ofEpochMilli(end));
      observation.accept(rows.computeIfAbsent(position, any -> new MetricSet()));
    }
  }

  /** A live run that started before, and a bounded one that started after. */
  private void writeOtherRuns(RowWriter writer) throws SQLException {
    writer.run("live-1", START.minus(Duration.ofHours(1)), null);
    writer.run("replay-3", START.plus(Duration.ofMinutes(1)), END);
    MetricSet huge = new MetricSet();
    new ServedRequest(
            START,
            "node-1",
            "large",
            "acme",
            Outcome.COMPLETED,
            999_999,
            9_999_999,
            9_999_999,
            false)
        .addTo(huge);
    new Charge(START, "node-1", "large", "acme", 1L << 40, 1L << 50).addTo(huge);
    WasteLedger.divideCost(huge);
    Instant end = Instant.parse("2026-03-01T09:00:00Z");
    for (long window : WINDOWS) {
      writer.row("live-1", true, "fleet", "{}", window, end, huge);
      writer.row("live-1", true, "tenant", "{\"tenant\":\"acme\"}", window, end, huge);
      writer.row("live-1", true, "node", "{\"node\":\"node-1\"}", window, end, huge);
      writer.row("replay-3", false, "fleet", "{}", window, end, huge);
      writer.row("replay-3", false, "tenant", "{\"tenant\":\"acme\"}", window, end, huge);
    }
  }
}
