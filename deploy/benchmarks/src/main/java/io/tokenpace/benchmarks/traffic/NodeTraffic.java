package io.tokenpace.benchmarks.traffic;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One node's boot: its streams, cut into reports as an agent would, a report every step and more
 * where one is full. A report that is not the last of its step is complete up to just before the
 * first event it left out.
 *
 * <p>NOT thread-safe.
 */
final class NodeTraffic {
  private final String node;
  private final List<SeriesLabels> series;
  private final ReportWriter writer;
  private final PriorityQueue<TokenStream> streams = new PriorityQueue<>(TokenStream.BY_TIME);
  private long requests;

  NodeTraffic(int number, TrafficOptions options, long startMicros) {
    // Nodes' seeds lie far apart: neighbouring ones would begin alike.
    Random random = new Random(options.seed() * 1_000_003L + number * 7_919L);
    this.node = "node-%05d".formatted(number);
    this.series = series(options);
    this.writer = new ReportWriter(source(node, options.gpus(), random));
    for (int stream = 0; stream < options.streams(); stream++) {
      streams.add(new TokenStream(stream, options, random, startMicros));
    }
  }

  private static List<SeriesLabels> series(TrafficOptions options) {
    List<SeriesLabels> series = new ArrayList<>();
    for (int model = 0; model < options.models(); model++) {
      for (int tenant = 0; tenant < options.tenants(); tenant++) {
        series.add(
            new SeriesLabels(
                "engine-0",
                "model-%d-instruct".formatted(model),
                SeriesLabels.NONE,
                "tenant-%03d".formatted(tenant),
                SeriesLabels.NONE));
      }
    }
    return series;
  }

  private static ReportSource source(String node, int gpus, Random random) {
    List<Gpu> named = new ArrayList<>();
    for (int gpu = 0; gpu < gpus; gpu++) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      named.add(new Gpu("GPU-" + uuid, "H100-SXM", "engine-0"));
    }
    return new ReportSource(
        new ReportLabels(node, "agent-0", node, "region-0", "cluster-0", "pool-0"),
        named,
        Vantage.ENGINE,
        EngineRole.AGGREGATED,
        new BootIdentity(random.nextLong(), random.nextLong()));
  }

  /** Gives the reports of one step: at least one, if need be without events. */
  void step(
      long fromMicros, long untilMicros, TrafficTotals totals, Consumer<GeneratedReport> output) {
    TokenStream earliest = streams.element();
    do {
      writer.begin(fromMicros);
      while (earliest.nextMicros() < untilMicros && !writer.full()) {
        streams.remove();
        if (earliest.beginsRequest()) {
          earliest.beginRequest(requests++);
        }
        int position = writer.series(series.get(earliest.seriesNumber()));
        earliest.writeTo(writer, position, totals);
        streams.add(earliest);
        earliest = streams.element();
      }
      long completeThroughMicros = Math.min(earliest.nextMicros(), untilMicros) - 1;
      byte[] bytes = writer.finish(completeThroughMicros, ProducerState.RUNNING);
      totals.report(bytes.length);
      output.accept(new GeneratedReport(node, bytes));
    } while (earliest.nextMicros() < untilMicros);
  }
}
