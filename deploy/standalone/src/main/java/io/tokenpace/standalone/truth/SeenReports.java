package io.tokenpace.standalone.truth;

import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.TokenRun;
import io.tokenpace.standalone.rows.TopicEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the agents of a run reported: their requests, and when their nodes were alive. Reports of
 * one node come in order, as its agent sent them.
 *
 * <p>NOT thread-safe.
 */
final class SeenReports {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int EMPTY_POLLS = 150;

  /**
   * When one boot reported.
   *
   * @param node its node
   * @param gpuTypes of its GPUs, by their identity
   * @param fromMicros base time of its first report
   * @param reportedMicros what its reports were complete through
   * @param finalMicros of the final report, or -1
   */
  record Boot(
      String node,
      Map<String, String> gpuTypes,
      long fromMicros,
      List<Long> reportedMicros,
      long finalMicros) {}

  private record Key(String boot, long request) {}

  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final Map<Key, SeenRequest> requests = new LinkedHashMap<>();
  private final Map<String, Boot> boots = new LinkedHashMap<>();
  private long startedRequests;

  /** Reads a range of the topic of reports. */
  static SeenReports read(String bootstrapServers, OffsetRange range) {
    SeenReports seen = new SeenReports();
    try (Consumer<byte[], byte[]> consumer = TopicEnds.consumer(bootstrapServers)) {
      consumer.assign(range.from().keySet());
      range.from().forEach(consumer::seek);
      int empty = 0;
      while (range.to().entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        int before = seen.boots.size() + seen.requests.size();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          seen.add(record.value());
        }
        empty = seen.boots.size() + seen.requests.size() == before ? empty + 1 : 0;
        if (empty > EMPTY_POLLS) {
          throw new IllegalStateException(
              "reports: nothing more came (expected: all up to %s)".formatted(range.to()));
        }
      }
    }
    return seen;
  }

  void add(byte[] record) {
    NodeReport report = codec.decode(record).orThrow();
    String boot = HexFormat.of().formatHex(report.getBootId().bytes());
    boots.merge(boot, alive(report), SeenReports::longer);
    startedRequests += report.getStarted().size();
    for (TokenRun run : report.getRuns()) {
      add(request(boot, run.getRequest()), run);
    }
    for (RequestEnd end : report.getEnded()) {
      request(boot, end.getRequest()).end(end);
    }
  }

  private static Boot alive(NodeReport report) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Gpu gpu : report.getGpus()) {
      types.put(gpu.getUuid(), gpu.getType());
    }
    boolean last = report.getState() == ProducerState.FINAL;
    return new Boot(
        report.getNode(),
        types,
        report.getBaseTimeMicros(),
        List.of(report.getCompleteThroughMicros()),
        last ? report.getCompleteThroughMicros() : -1);
  }

  private static Boot longer(Boot before, Boot next) {
    List<Long> reported = new ArrayList<>(before.reportedMicros());
    reported.addAll(next.reportedMicros());
    return new Boot(
        before.node(),
        before.gpuTypes(),
        Math.min(before.fromMicros(), next.fromMicros()),
        reported,
        Math.max(before.finalMicros(), next.finalMicros()));
  }

  private SeenRequest request(String boot, long number) {
    return requests.computeIfAbsent(new Key(boot, number), absent -> new SeenRequest());
  }

  private static void add(SeenRequest request, TokenRun run) {
    int chunks = run.getGapMicros().size() + 1;
    for (int chunk = 0; chunk < chunks; chunk++) {
      request.add(
          run.getChoice(),
          chunk == 0 && run.getFirstOfRequest(),
          run.getFirstIndex() + chunk,
          chunk == 0 ? run.getSinceMicros() : run.getGapMicros().get(chunk - 1),
          run.getTokens().isEmpty() ? 1 : run.getTokens().get(chunk),
          run.getTokenSource());
    }
  }

  /** All requests, in the order they were first spoken of. */
  Collection<SeenRequest> requests() {
    return requests.values();
  }

  /** All boots. */
  Collection<Boot> boots() {
    return boots.values();
  }

  /** Requests whose start was reported. */
  long startedRequests() {
    return startedRequests;
  }
}
