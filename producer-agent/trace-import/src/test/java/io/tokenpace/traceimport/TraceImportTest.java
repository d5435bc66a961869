package io.tokenpace.traceimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.publish.Published;
import io.tokenpace.traceimport.testing.BenchFile;
import io.tokenpace.traceimport.testing.DecodedTrace;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TraceImportTest {
  @TempDir private Path directory;

  private final List<ImportedTrace> published = new ArrayList<>();
  private final List<Publication> publications = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String file = "";

  @BeforeEach
  void writeFile() {
    file = BenchFile.chat().success("0", "0.1", "0.1", 1).in(directory).toString();
  }

  private int run(String... args) {
    return run(
        (bootstrap, prefix, publication, traces) -> {
          assertThat(bootstrap).isEqualTo("k:9092");
          assertThat(prefix).isEqualTo("tokenpace.");
          published.addAll(traces);
          publications.add(publication);
          return new Published(
              Map.of("node-1", 2L), publication == Publication.REPORTS_AND_TOKENS ? 7 : 0);
        },
        args);
  }

  private int run(TraceImport.Publish publish, String... args) {
    CommandLine commandLine =
        TraceImport.commandLine(publish)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return commandLine.execute(
        Stream.concat(Stream.of("--bootstrap", "k:9092"), Stream.of(args)).toArray(String[]::new));
  }

  @Test
  void namesNodesByFileOrder() {
    int code = run("--format", "vllm-bench", file, file);

    assertThat(code).isZero();
    assertThat(published).extracting(ImportedTrace::node).containsExactly("node-1", "node-2");
    assertThat(out.toString())
        .contains(file + ": node node-2, 1 requests (0 failed), 1 output tokens in 1 chunks")
        .contains("node-1: 2 reports published")
        .doesNotContain("token events");
    assertThat(publications).containsExactly(Publication.REPORTS);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void takesEveryOption() {
    int code =
        run(
            "--format",
            "vllm-bench",
            "--node",
            "x",
            "--region",
            "eu",
            "--cluster",
            "c",
            "--gpu-type",
            "H100",
            "--gpu-count",
            "8",
            "--tenant",
            "t",
            "--workload",
            "w",
            "--role-chunk",
            "no",
            "--max-file-size",
            "5000",
            file);

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    DecodedTrace trace = new DecodedTrace(published.get(0));
    assertThat(trace.request(0).roleSinceMicros).isNull();
    assertThat(trace.reports().get(0))
        .matches(report -> report.getNode().equals("x"))
        .matches(report -> report.getRegion().equals("eu"))
        .matches(report -> report.getCluster().equals("c"))
        .matches(report -> report.getGpus().size() == 8)
        .matches(report -> report.getGpus().get(7).getType().equals("H100"))
        .matches(report -> report.getSeries().get(0).getTenant().equals("t"))
        .matches(report -> report.getSeries().get(0).getWorkload().equals("w"));
  }

  @Test
  void publishesTokensToo() {
    assertThat(run("--format", "vllm-bench", "--publish", "reports+tokens", file)).isZero();

    assertThat(publications).containsExactly(Publication.REPORTS_AND_TOKENS);
    assertThat(out.toString()).contains("7 token events published");
  }

  @Test
  void badInputIsOneLineAndCodeTwoAndPublishesNothing() {
    Path bad = BenchFile.write(directory, "{}");

    assertThat(run("--format", "vllm-bench", bad.toString())).isEqualTo(2);
    assertThat(run("--format", "aiperf", file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--node", "a", file, file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--tenant", "é".repeat(65), file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--gpu-count", "257", file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--max-file-size", "0", file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--role-chunk", "maybe", file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench", "--publish", "tokens", file)).isEqualTo(2);
    assertThat(run("--format", "vllm-bench")).isEqualTo(2);

    assertThat(published).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            bad + ": input_lens: missing (expected: as bench serve --save-detailed writes it)",
            "--format: value aiperf (expected: vllm-bench)",
            "--node: 1 names for 2 files (expected: none, or one a file)",
            "tenant: 130 bytes (expected: 1 to 128 bytes of UTF-8 without control characters)",
            "gpu-count: value 257 (expected: 0 to 256)",
            "max-file-size: value 0 (expected: 1 to 2147483639 bytes)",
            "Invalid value for option '--role-chunk': expected one of [AUTO, YES, NO]"
                + " (case-insensitive) but was 'maybe'",
            "Invalid value for option '--publish': expected one of"
                + " [REPORTS, REPORTS_AND_TOKENS, reports+tokens] (case-insensitive)"
                + " but was 'tokens'",
            "Missing required parameter: 'FILE'");
  }

  @Test
  void whatKafkaRefusesIsOneLineAndCodeOne() {
    int code =
        run(
            (bootstrap, prefix, publication, traces) -> {
              throw new KafkaException("t: not acknowledged", new IllegalStateException("x"));
            },
            "--format",
            "vllm-bench",
            file);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("t: not acknowledged: java.lang.IllegalStateException: x");
  }
}
