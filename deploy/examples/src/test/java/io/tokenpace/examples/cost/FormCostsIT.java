package io.tokenpace.examples.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.examples.broker.ReplayedBroker;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The measurement runs, and holds every form against the others. */
@Timeout(120)
class FormCostsIT {
  private static final Path FILE =
      Path.of(
          "../../producer-agent/trace-import/src/test/resources/io/tokenpace/traceimport/vllm",
          "day05_large_i2048_o256_c4.json");

  @TempDir Path directory;

  @Test
  void measuresEveryFormOnTheSameTokens() throws Exception {
    ImportedTrace trace = new VllmBenchReader().read(FILE, ImportOptions.ofNode("node-1"));
    List<String> table;
    try (ReplayedBroker broker = ReplayedBroker.start(directory, List.of(trace))) {
      table = new FormCosts(broker.bootstrapServers()).measure(1);
    }

    assertThat(table).hasSize(2 + Form.values().length);
    long reports = 0;
    for (ImportedReport report : trace) {
      assertThat(report.node()).isEqualTo("node-1");
      reports++;
    }
    assertThat(table.get(2)).startsWith("| tokenpace.node-reports | ReportCursor | " + reports);
    assertThat(table.get(5))
        .startsWith(
            "| tokenpace.token-events | Avro, one object | %,d |".formatted(trace.outputChunks()));
  }
}
