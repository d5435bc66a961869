package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.Gpu;
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
  private static final long OVERLAP_MICROS = 8_000_000;
  private static final long SILENCE_MICROS = 45_000_000;
  private static final long QUIET_MICROS = 22_000_000;
  private static final int BOOTS = 2;
  private static final int REQUESTS_PER_BOOT = 25;
  private static final List<String> MODELS = List.of("llama", "qwen", "a \"quoted\" müdel");
  private static final List<String> TENANTS = List.of("red", "blue", SeriesLabels.NONE);
  private static final List<String> WORKLOADS = List.of("chat", "code");

  /**
   * The fleet a seed stands for. Node 0's boots overlap and name the same GPUs; nodes 1 and 2 are
   * one serving group, of which node 2 has no requests in its first boot; node 3 falls silent for
   * longer than a lease; further nodes have no GPUs. Boots that end well say so, the rest just
   * stop. Of three boots one lists nothing in flight, the others every second or fourth report.
   */
  public static Fleet of(long seed, int nodeCount, Vantage vantage) {
    Random random = new Random(seed);
    RequestMaker maker = new RequestMaker(random);
    long start = START_MICROS + random.nextInt(60_000_000);
    long latest = start;
    List<List<SentReport>> nodes = new ArrayList<>();
    for (int node = 0; node < nodeCount; node++) {
      List<SentReport> reports = new ArrayList<>();
      Meters meters = new Meters(new Random(seed * 31 + node), start);
      long bootStart = start + node * 31_000L;
      for (int boot = 0; boot < BOOTS; boot++) {
        boolean stopped = (node + boot) % 2 == 0;
        List<Request> requests =
            node == 2 && boot == 0 ? List.of() : requests(random, maker, bootStart, stopped);
        long last = 0;
        for (Event event : ReportCutter.events(requests)) {
          last = Math.max(last, event.timeMicros());
        }
        ReportCutter cutter =
            new ReportCutter(
                    labels(node), gpus(node), new BootIdentity(seed, node * 100L + boot), vantage)
                .listing((node + 2 * boot) % 3 * 2);
        long bootEnd = Math.max(bootStart + BOOT_MICROS, last + 1);
        reports.addAll(meters.onto(cutter.cut(requests, bootStart, bootEnd, stopped)));
        latest = Math.max(latest, bootEnd);
        bootStart =
            switch (node) {
              case 0 -> bootStart + BOOT_MICROS - OVERLAP_MICROS;
              case 3 -> bootEnd + SILENCE_MICROS;
              default -> bootStart + BOOT_MICROS;
            };
      }
      nodes.add(List.copyOf(reports));
    }
    return new Fleet(start, latest, List.copyOf(nodes));
  }

  private static ReportLabels labels(int node) {
    String name = "node-" + node;
    return new ReportLabels(
        name,
        "agent",
        node == 1 || node == 2 ? "pair" : name,
        node % 2 == 0 ? "east" : "west",
        "cluster",
        SeriesLabels.NONE);
  }

  private static List<Gpu> gpus(int node) {
    return switch (node) {
      case 0 -> List.of(gpu("0a", Promises.ALPHA), gpu("0b", Promises.GAMMA));
      case 1 -> List.of(gpu("1a", Promises.BETA), gpu("1b", Promises.BETA));
      case 2 -> List.of(gpu("2a", Promises.ALPHA));
      case 3 -> List.of(gpu("3a", Promises.ALPHA));
      default -> List.of();
    };
  }

  private static Gpu gpu(String uuid, String type) {
    return new Gpu("GPU-" + uuid, type, "engine-0");
  }

  private static List<Request> requests(
      Random random, RequestMaker maker, long bootStart, boolean stopped) {
    long from = bootStart + (random.nextBoolean() ? QUIET_MICROS : 0);
    List<Request> requests = new ArrayList<>();
    for (int number = 0; number < REQUESTS_PER_BOOT; number++) {
      SeriesLabels labels =
          new SeriesLabels(
              "engine-" + random.nextInt(2),
              MODELS.get(random.nextInt(MODELS.size())),
              random.nextInt(4) == 0 ? "base" : SeriesLabels.NONE,
              TENANTS.get(random.nextInt(TENANTS.size())),
              WORKLOADS.get(random.nextInt(WORKLOADS.size())));
      Request request = maker.make(number, labels, from + random.nextInt(25_000_000));
      // Of a boot that says it is over nothing is in flight any more.
      if (!stopped || request.end().isPresent()) {
        requests.add(request);
      }
    }
    return requests;
  }

  /**
   * The same fleet, of which reports were lost: single ones, and all of each node's first boot over
   * longer than a lease.
   */
  public Fleet withHoles(Random random) {
    long from = startMicros + 27_000_000;
    List<List<SentReport>> left = new ArrayList<>();
    for (List<SentReport> reports : nodes) {
      BootIdentity first = reports.get(0).boot();
      left.add(
          reports.stream()
              .filter(
                  report ->
                      !(report.boot().equals(first)
                          && report.baseMicros() >= from
                          && report.baseMicros() < from + SILENCE_MICROS))
              .filter(report -> random.nextInt(6) > 0)
              .toList());
    }
    return new Fleet(startMicros, endMicros, List.copyOf(left));
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
