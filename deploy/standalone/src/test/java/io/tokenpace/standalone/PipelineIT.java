package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.Vantage;
import io.tokenpace.setup.table.TableSetup;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.parts.Parts;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of the pipe, through a real broker, the real jobs and a real database: the same
 * reports give the same rows, byte for byte, however they travel.
 */
@Timeout(300)
class PipelineIT {
  private static final PipelineConfig CONFIG = Shipped.config().withView(View.VLLM_BENCH);
  private static final List<ImportedTrace> TRACES = Traces.threeNodes();
  private static final Run BOUNDS = ReplayPlan.runOf(TRACES, CONFIG, "bounds");

  @TempDir static Path directory;

  private static Parts parts;
  private static List<String> expected;

  @BeforeAll
  static void runInOrder() throws Exception {
    parts =
        Parts.start(
            new Parts.Directories(
                directory.resolve("broker"),
                directory.resolve("database"),
                directory.resolve("binaries"),
                directory.resolve("cluster")),
            new Parts.Sizes(1, 4, 0),
            new Console(new PrintStream(PrintStream.nullOutputStream()), System::nanoTime));
    new TableSetup(parts.database().dataSource()).migrate();
    PipelineRun inOrder = new PipelineRun(parts, "in-order", CONFIG, BOUNDS);
    inOrder.run(merged(), 4, 2);
    expected = inOrder.rows();
    assertThat(inOrder.accounting().folded()).isEqualTo(merged().size());
    assertThat(expected).hasSizeGreaterThan(200).anyMatch(row -> row.contains("ttft_index"));
    assertThat(expected).noneMatch(row -> row.contains("\"gpu_cost_nanos\": null"));
    assertThat(inOrder.deadLetters()).isEmpty();
  }

  @AfterAll
  static void close() {
    parts.close();
  }

  @Test
  void everyRecordTwiceGivesTheSameRows() throws Exception {
    List<ImportedReport> twice = new ArrayList<>();
    merged().forEach(report -> Collections.addAll(twice, report, report));
    twice.addAll(merged());

    PipelineRun run = new PipelineRun(parts, "twice", CONFIG, BOUNDS);
    run.run(twice, 4, 2);

    assertThat(run.rows()).isEqualTo(expected);
    assertThat(run.accounting().folded()).isEqualTo(merged().size());
    assertThat(run.accounting().duplicate()).isEqualTo(2L * merged().size());
  }

  @Test
  void onePartitionAndOneNodeAfterTheOtherGiveTheSameRows() throws Exception {
    List<ImportedReport> backwards = new ArrayList<>();
    for (int trace = TRACES.size() - 1; trace >= 0; trace--) {
      TRACES.get(trace).forEach(backwards::add);
    }

    PipelineRun run = new PipelineRun(parts, "one-partition", CONFIG, BOUNDS);
    run.run(backwards, 1, 1);

    assertThat(run.rows()).isEqualTo(expected);
  }

  @Test
  void manyPartitionsAndFourSubtasksGiveTheSameRows() throws Exception {
    PipelineRun run = new PipelineRun(parts, "many-partitions", CONFIG, BOUNDS);
    run.run(merged(), 12, 4);

    assertThat(run.rows()).isEqualTo(expected);
  }

  @Test
  void nodesThatInterleaveAtRandomGiveTheSameRows() throws Exception {
    long seed = System.nanoTime();
    List<ImportedReport> shuffled = interleaved(new Random(seed));

    PipelineRun run = new PipelineRun(parts, "interleaved", CONFIG, BOUNDS);
    run.run(shuffled, 2, 4);

    assertThat(run.rows()).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void aPoisonedRecordGivesTheSameRowsAndOneDeadLetterThatSaysWhy() throws Exception {
    List<ImportedReport> merged = merged();
    byte[] whole = merged.get(0).bytes();
    byte[] broken = Arrays.copyOf(whole, whole.length / 2);

    PipelineRun run = new PipelineRun(parts, "poisoned", CONFIG, BOUNDS);
    run.send("node-1", broken, 4);
    run.run(merged, 4, 2);

    assertThat(run.rows()).isEqualTo(expected);
    assertThat(run.accounting().dead()).isEqualTo(1);
    assertThat(run.deadLetters()).hasSize(1);
    DeadLetter letter = WireCodec.deadLetters().decode(run.deadLetters().get(0)).orThrow();
    assertThat(letter.getReason()).isEqualTo("TRUNCATED");
    assertThat(letter.getDetail()).contains("expected: more bytes");
    assertThat(letter.getTopic()).isEqualTo(Topic.NODE_REPORTS.name("poisoned."));
    assertThat(letter.getOffset()).isZero();
    assertThat(letter.getLength()).isEqualTo(broken.length);
  }

  @Test
  void aSequenceNoBootReachesIsADeadLetterAndNotAFailure() throws Exception {
    NodeReport report = firstReport();
    byte[] poison =
        WireCodec.nodeReports()
            .encode(NodeReport.newBuilder(report).setSequence(Long.MAX_VALUE).build());

    PipelineRun run = new PipelineRun(parts, "sequence", CONFIG, BOUNDS);
    run.send("node-1", poison, 4);
    run.run(merged(), 4, 2);

    assertThat(run.rows()).isEqualTo(expected);
    assertThat(run.deadLetters()).hasSize(1);
    DeadLetter letter = WireCodec.deadLetters().decode(run.deadLetters().get(0)).orThrow();
    assertThat(letter.getReason()).isEqualTo("INVALID");
    assertThat(letter.getDetail()).startsWith("sequence: 9223372036854775807");
  }

  @Test
  void aReportThatClaimsTheFarFutureMakesNothingBehindItLate() throws Exception {
    // Of another vantage, so that it adds to no row itself; alone in its partition with all others.
    byte[] ahead =
        WireCodec.nodeReports()
            .encode(
                NodeReport.newBuilder(firstReport())
                    .setVantage(Vantage.ENGINE)
                    .setCompleteThroughMicros(4_000_000_000_000_000L)
                    .build());
    List<ImportedReport> merged = merged();

    PipelineRun run = new PipelineRun(parts, "ahead", CONFIG, BOUNDS);
    run.send("node-1", ahead, 1);
    run.run(merged, 1, 1);

    assertThat(run.rows()).isEqualTo(expected);
    assertThat(run.accounting().late()).isZero();
  }

  private static NodeReport firstReport() {
    return WireCodec.nodeReports().decode(merged().get(0).bytes()).orThrow();
  }

  private static List<ImportedReport> merged() {
    return TRACES.stream()
        .flatMap(
            trace -> {
              List<ImportedReport> reports = new ArrayList<>();
              trace.forEach(reports::add);
              return reports.stream();
            })
        .sorted((a, b) -> Long.compare(a.completeThroughMicros(), b.completeThroughMicros()))
        .toList();
  }

  /** Each node's reports in order, the nodes in any. */
  private static List<ImportedReport> interleaved(Random random) {
    List<List<ImportedReport>> queues = new ArrayList<>();
    for (ImportedTrace trace : TRACES) {
      List<ImportedReport> queue = new ArrayList<>();
      trace.forEach(queue::add);
      queues.add(queue);
    }
    List<ImportedReport> all = new ArrayList<>();
    while (!queues.isEmpty()) {
      List<ImportedReport> queue = queues.get(random.nextInt(queues.size()));
      all.add(queue.remove(0));
      queues.removeIf(List::isEmpty);
    }
    return all;
  }
}
