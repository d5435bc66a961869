package io.tokenpace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.jobs.node.NodeFunction;
import io.tokenpace.jobs.source.ReportRecord;
import io.tokenpace.jobs.source.SplitReports;
import io.tokenpace.jobs.testing.FakeNode;
import io.tokenpace.jobs.testing.PipelineRun;
import io.tokenpace.jobs.testing.Records;
import io.tokenpace.jobs.testing.Rows;
import io.tokenpace.jobs.testing.Runs;
import io.tokenpace.jobs.window.RollupFunction;
import io.tokenpace.schemas.codec.RejectionReason;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.metrics.RowKey;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.Vantage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetMetricsPipelineIT {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final long SEED = 20260105;
  private static final PipelineConfig CONFIG = Runs.CONFIG;
  private static final List<FakeNode> NODES =
      List.of(
          new FakeNode("node-1", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS),
          new FakeNode("node-2", Vantage.EDGE, Runs.START_MICROS, Runs.SECONDS));
  private static @Nullable SortedMap<String, String> reference;

  private final PipelineRun pipeline = new PipelineRun();

  /** How records of two nodes lie in partitions. */
  enum Order {
    ONE_PARTITION_MERGED,
    ONE_PARTITION_ONE_NODE_AFTER_THE_OTHER,
    ONE_PARTITION_SHUFFLED_BETWEEN_NODES,
    A_PARTITION_EACH,
    ONE_PARTITION_EVERY_RECORD_TWICE,
    ONE_PARTITION_TWICE_OVER
  }

  @BeforeEach
  void runTheReferenceOnce() throws Exception {
    if (reference == null) {
      PipelineRun first = new PipelineRun();
      execute(first, 1, partitions(Order.ONE_PARTITION_MERGED, List.of()));
      reference = Rows.latestBytes(first.rows());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_PARTITION_MERGED, 2",
    "ONE_PARTITION_MERGED, 4",
    "ONE_PARTITION_ONE_NODE_AFTER_THE_OTHER, 2",
    "ONE_PARTITION_SHUFFLED_BETWEEN_NODES, 1",
    "ONE_PARTITION_SHUFFLED_BETWEEN_NODES, 4",
    "A_PARTITION_EACH, 1",
    "A_PARTITION_EACH, 2",
    "A_PARTITION_EACH, 4",
    "ONE_PARTITION_EVERY_RECORD_TWICE, 2",
    "ONE_PARTITION_TWICE_OVER, 4"
  })
  void endsWithTheSameRowsUnderAnyOrderAndParallelism(Order order, int parallelism)
      throws Exception {
    List<List<ReportRecord>> partitions = partitions(order, List.of());

    JobExecutionResult result = execute(pipeline, parallelism, partitions);

    assertThat(Rows.latestBytes(pipeline.rows())).as("seed %d", SEED).isEqualTo(reference);
    assertThat(pipeline.deadLetters()).isEmpty();
    assertThat(pipeline.lateReports()).isEmpty();
    long sent = partitions.stream().mapToLong(List::size).sum();
    long reports = 2L * Runs.SECONDS;
    assertThat(count(result, NodeFunction.accumulator(Verdict.FOLDED))).isEqualTo(reports);
    assertThat(count(result, NodeFunction.accumulator(Verdict.DUPLICATE)))
        .isEqualTo(sent - reports);
    assertThat(count(result, NodeFunction.accumulator(Verdict.LATE))).isZero();
    assertThat(count(result, SplitReports.REPORTS_DEAD)).isZero();
    assertThat(count(result, RollupFunction.PARTIALS_LOST)).isZero();
    assertThat(count(result, RollupFunction.ROWS_ISSUED)).isEqualTo(pipeline.rows().size());
  }

  @Test
  void endsWithTheSameRowsAndOneDeadLetterWhenARecordIsPoisoned() throws Exception {
    byte[] good = NODES.get(0).reports().get(70);
    byte[] poison = Arrays.copyOf(good, good.length - 5);

    JobExecutionResult result =
        execute(pipeline, 2, partitions(Order.ONE_PARTITION_MERGED, List.of(poison)));

    assertThat(Rows.latestBytes(pipeline.rows())).isEqualTo(reference);
    assertThat(count(result, SplitReports.REPORTS_DEAD)).isEqualTo(1);
    assertThat(pipeline.deadLetters()).hasSize(1);
    DeadLetter letter =
        WireCodec.deadLetters().decode(pipeline.deadLetters().get(0).value()).orThrow();
    assertThat(letter.getReason()).isEqualTo(RejectionReason.TRUNCATED.name());
    assertThat(letter.getOffset()).isEqualTo(100);
    assertThat(letter.getLength()).isEqualTo(poison.length);
  }

  /** The source's end is what stopping the job with a drain is: all event time has passed. */
  @Test
  void aLiveRunThatIsDrainedAccountsForEveryRequestThatBeganBeforeItsEnd() throws Exception {
    FakeNode node = new FakeNode("node-1", Vantage.ENGINE, Runs.START_MICROS, Runs.SECONDS);
    int seconds = secondWithinARequest(node, 90);
    long endMicros = Runs.START_MICROS + seconds * 1_000_000L;
    StreamExecutionEnvironment environment = PipelineRun.environment(new Configuration());
    pipeline.define(
        environment,
        CONFIG,
        Run.liveUntil("test", Runs.START_MICROS, endMicros),
        List.of(Records.partition(0, node.reports())));

    JobExecutionResult result = environment.execute();

    assertThat(count(result, NodeFunction.accumulator(Verdict.FOLDED))).isEqualTo(seconds);
    assertThat(count(result, NodeFunction.accumulator(Verdict.AFTER_RUN)))
        .isEqualTo(node.reports().size() - seconds);
    SortedMap<String, FleetMetrics> rows = Rows.latest(pipeline.rows());
    assertThat(rows.values())
        .allSatisfy(
            row -> {
              assertThat(row.getRunEnd()).isEqualTo(Instant.ofEpochMilli(endMicros / 1_000));
              assertThat(row.getWindowEnd().toEpochMilli() - row.getWindowMillis())
                  .isLessThan(endMicros / 1_000);
            });
    List<FleetMetrics> minutes =
        rows.values().stream()
            .filter(row -> row.getRollup().equals("fleet"))
            .filter(row -> row.getWindowMillis() == 60_000 && row.getTumbling())
            .toList();
    assertThat(minutes).hasSize(2);
    long inFlight = sum(minutes, FleetMetrics::getRequestsInFlightAtEnd);
    assertThat(inFlight).isPositive();
    assertThat(sum(minutes, FleetMetrics::getRequestsStarted))
        .isEqualTo(sum(minutes, FleetMetrics::getRequestsEnded) + inFlight);
    assertThat(sum(minutes, FleetMetrics::getNodesSilent)).isZero();
    assertThat(sum(minutes, FleetMetrics::getGpuMicros)).isEqualTo(seconds * 1_000_000L);
  }

  /** The first second from one on at whose start a request is in flight. */
  private static int secondWithinARequest(FakeNode node, int fromSecond) {
    int second = fromSecond;
    while (true) {
      long micros = Runs.START_MICROS + second * 1_000_000L;
      if (node.requests().stream()
          .anyMatch(
              request -> request.acceptedMicros() < micros && request.endMicros() >= micros)) {
        return second;
      }
      second++;
    }
  }

  private static long sum(List<FleetMetrics> rows, ToLongFunction<FleetMetrics> column) {
    return rows.stream().mapToLong(column).sum();
  }

  /** What the nodes' requests say, added up window by window without any of the job's code. */
  @Test
  void computesTheRowsThatTheRequestsSay() throws Exception {
    execute(pipeline, 2, partitions(Order.A_PARTITION_EACH, List.of()));

    SortedMap<String, FleetMetrics> rows = Rows.latest(pipeline.rows());

    for (int end = 10; end <= Runs.SECONDS + 50; end += 10) {
      requireRow(rows, "fleet", "{}", 60, end, NODES);
      requireRow(rows, "model", "{\"model\":\"llama\"}", 60, end, NODES);
      requireRow(rows, "node", "{\"node\":\"node-2\"}", 60, end, NODES.subList(1, 2));
    }
    for (int end = 30; end <= Runs.SECONDS + 270; end += 30) {
      requireRow(rows, "fleet", "{}", 300, end, NODES);
    }
    for (int end = 300; end <= 3_600; end += 300) {
      requireRow(rows, "fleet", "{}", 3_600, end, NODES);
    }
    // 20 rows of the minute, 14 of five, 12 of the hour, for two nodes, and for the fleet and its
    // one model, region, tenant, tenant of a model and kind of GPU: none.
    assertThat(rows).hasSize(8 * (20 + 14 + 12));
  }

  private static void requireRow(
      Map<String, FleetMetrics> rows,
      String rollup,
      String labels,
      int lengthSeconds,
      int endSecond,
      List<FakeNode> nodes) {
    String key =
        new String(
            new RowKey(
                    "test",
                    rollup,
                    labels,
                    lengthSeconds * 1_000L,
                    Runs.START_MILLIS + endSecond * 1_000L)
                .toTopicKey(),
            StandardCharsets.UTF_8);
    assertThat(rows).containsKey(key);
    FleetMetrics row = Objects.requireNonNull(rows.get(key));
    Window window =
        new Window(
            Runs.START_MICROS + (endSecond - lengthSeconds) * 1_000_000L,
            Runs.START_MICROS + endSecond * 1_000_000L);
    List<FakeNode.Request> requests =
        nodes.stream().flatMap(node -> node.requests().stream()).toList();
    List<FakeNode.Request> ended =
        requests.stream().filter(request -> window.holds(request.endMicros())).toList();
    assertThat(row.getRequestsStarted())
        .as(key)
        .isEqualTo(requests.stream().filter(r -> window.holds(r.acceptedMicros())).count());
    assertThat(row.getRequestsEnded()).as(key).isEqualTo(ended.size());
    assertThat(row.getRequestsFailed())
        .as(key)
        .isEqualTo(ended.stream().filter(request -> request.chunks().isEmpty()).count());
    assertThat(row.getOutputTokens()).as(key).isEqualTo(chunks(requests, window, false).count());
    assertThat(row.getTtftCount()).as(key).isEqualTo(chunks(requests, window, true).count());
    long ttft = chunks(requests, window, true).mapToLong(FakeNode.Chunk::sinceMicros).sum();
    long all = chunks(requests, window, false).mapToLong(FakeNode.Chunk::sinceMicros).sum();
    assertThat(orZero(row.getTtftSumMicros())).as(key).isEqualTo(ttft);
    assertThat(orZero(row.getIclSumMicros())).as(key).isEqualTo(all - ttft);
    assertThat(row.getReportsReceived())
        .as(key)
        .isEqualTo(
            nodes.size()
                * (Math.min(endSecond, (long) Runs.SECONDS)
                    - Math.max(0, endSecond - lengthSeconds)));
    assertThat(row.getComplete()).as(key).isTrue();
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  private record Window(long startMicros, long endMicros) {
    boolean holds(long micros) {
      return micros >= startMicros && micros < endMicros;
    }
  }

  private static Stream<FakeNode.Chunk> chunks(
      List<FakeNode.Request> requests, Window window, boolean firstOnly) {
    return requests.stream()
        .flatMap(request -> request.chunks().stream().limit(firstOnly ? 1 : Long.MAX_VALUE))
        .filter(chunk -> window.holds(chunk.timeMicros()));
  }

  private static JobExecutionResult execute(
      PipelineRun pipeline, int parallelism, List<List<ReportRecord>> partitions) throws Exception {
    StreamExecutionEnvironment environment = PipelineRun.environment(new Configuration());
    environment.setParallelism(parallelism);
    pipeline.define(environment, CONFIG, Runs.bounded(), partitions);
    return environment.execute();
  }

  private static long count(JobExecutionResult result, String accumulator) {
    Long value = result.getAccumulatorResult(accumulator);
    assertThat(value).as(accumulator).isNotNull();
    return value;
  }

  /**
   * The nodes' reports in partitions.
   *
   * @param poison records to put in after the hundredth
   */
  private static List<List<ReportRecord>> partitions(Order order, List<byte[]> poison) {
    List<byte[]> first = NODES.get(0).reports();
    List<byte[]> second = NODES.get(1).reports();
    List<byte[]> merged = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      merged.add(first.get(i));
      merged.add(second.get(i));
    }
    merged.addAll(100, poison);
    return switch (order) {
      case ONE_PARTITION_MERGED -> List.of(Records.partition(0, merged));
      case ONE_PARTITION_ONE_NODE_AFTER_THE_OTHER ->
          List.of(Records.partition(0, concat(first, second)));
      case ONE_PARTITION_SHUFFLED_BETWEEN_NODES ->
          List.of(Records.partition(0, shuffled(first, second)));
      case A_PARTITION_EACH -> List.of(Records.partition(0, first), Records.partition(1, second));
      case ONE_PARTITION_EVERY_RECORD_TWICE ->
          List.of(
              Records.partition(
                  0, merged.stream().flatMap(report -> Stream.of(report, report)).toList()));
      case ONE_PARTITION_TWICE_OVER -> List.of(Records.partition(0, concat(merged, merged)));
    };
  }

  private static List<byte[]> concat(List<byte[]> first, List<byte[]> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** Both lists in their own order, taken from at random. */
  private static List<byte[]> shuffled(List<byte[]> first, List<byte[]> second) {
    List<Boolean> turns = new ArrayList<>(Collections.nCopies(first.size(), true));
    turns.addAll(Collections.nCopies(second.size(), false));
    Collections.shuffle(turns, new Random(SEED));
    List<byte[]> mixed = new ArrayList<>();
    int fromFirst = 0;
    int fromSecond = 0;
    for (boolean turn : turns) {
      mixed.add(turn ? first.get(fromFirst++) : second.get(fromSecond++));
    }
    return mixed;
  }
}
