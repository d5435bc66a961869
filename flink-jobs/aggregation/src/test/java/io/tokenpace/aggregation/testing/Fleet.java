package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A made-up fleet's traffic: by node, its reports in the order they were sent.
 *
 * @param startMicros when it began, UTC microseconds
 * @param endMicros when all of it was over
 * @param nodes by node, its reports
 */
public record Fleet(long startMicros, long endMicros, List<List<SentReport>> nodes) {
  private static final long START_MICROS = 1_760_000_000_000_000L;
  private static final long BOOT_MICROS = 75_000_000;
  private static final int BOOTS = 2;
  private static final int REQUESTS_PER_BOOT = 25;
  private static final List<String> MODELS = List.of("llama", "qwen", "a \"quoted\" müdel");
  private static final List<String> TENANTS = List.of("red", "blue", SeriesLabels.NONE);

  /** The fleet a seed stands for. */
  public static Fleet of(long seed, int nodeCount, Vantage vantage) {
    Random random = new Random(seed);
    RequestMaker maker = new RequestMaker(random);
    long start = START_MICROS + random.nextInt(60_000_000);
    long latest = start;
    List<List<SentReport>> nodes = new ArrayList<>();
    for (int node = 0; node < nodeCount; node++) {
      ReportLabels labels =
          new ReportLabels(
              "node-" + node,
              "agent",
              "node-" + node,
              node % 2 == 0 ? "east" : "west",
              "cluster",
              SeriesLabels.NONE);
      List<SentReport> reports = new ArrayList<>();
      for (int boot = 0; boot < BOOTS; boot++) {
        long bootStart = start + node * 31_000L + boot * BOOT_MICROS;
        List<Request> requests = requests(random, maker, bootStart);
        long last = 0;
        for (Event event : ReportCutter.events(requests)) {
          last = Math.max(last, event.timeMicros());
        }
        ReportCutter cutter =
            new ReportCutter(labels, new BootIdentity(seed, node * 100L + boot), vantage);
        long bootEnd = Math.max(bootStart + BOOT_MICROS, last + 1);
        reports.addAll(cutter.cut(requests, bootStart, bootEnd));
        latest = Math.max(latest, bootEnd);
      }
      nodes.add(List.copyOf(reports));
    }
    return new Fleet(start, latest, List.copyOf(nodes));
  }

  private static List<Request> requests(Random random, RequestMaker maker, long bootStart) {
    List<Request> requests = new ArrayList<>();
    for (int number = 0; number < REQUESTS_PER_BOOT; number++) {
      SeriesLabels labels =
          new SeriesLabels(
              "engine-" + random.nextInt(2),
              MODELS.get(random.nextInt(MODELS.size())),
              SeriesLabels.NONE,
              TENANTS.get(random.nextInt(TENANTS.size())),
              "chat");
      long accepted = bootStart + random.nextInt((int) (BOOT_MICROS - 5_000_000));
      requests.add(maker.make(number, labels, accepted));
    }
    return requests;
  }

  /** All reports, node after node. */
  public List<SentReport> reports() {
    return nodes.stream().flatMap(List::stream).toList();
  }

  /** All reports, the nodes' interleaved at random, each node's own in order. */
  public List<SentReport> interleaved(Random random) {
    List<SentReport> mixed = new ArrayList<>();
    int[] next = new int[nodes.size()];
    List<Integer> left = new ArrayList<>();
    for (int node = 0; node < nodes.size(); node++) {
      left.add(node);
    }
    while (!left.isEmpty()) {
      int node = left.get(random.nextInt(left.size()));
      int burst = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 5);
      for (; burst > 0 && next[node] < nodes.get(node).size(); burst--) {
        mixed.add(nodes.get(node).get(next[node]++));
      }
      if (next[node] == nodes.get(node).size()) {
        left.remove(Integer.valueOf(node));
      }
    }
    return List.copyOf(mixed);
  }
}
