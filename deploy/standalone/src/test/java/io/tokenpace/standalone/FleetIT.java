package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live run with everything real in it: engines, agents and load are processes. */
@Timeout(400)
class FleetIT {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d0Z";

  @TempDir Path directory;

  @Test
  void saysWhatEnginesAndClientsKnowToBeTrue() throws Exception {
    Leftovers leftovers = new Leftovers();
    Command command = new Command();

    int exitCode =
        command.run(
            "--for",
            "60s",
            "--nodes",
            "2",
            "--rate",
            "5",
            "--config",
            Shipped.FILE,
            "--report",
            directory.resolve("report.json"));

    assertThat(command.err()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(command.out())
        .contains("fleet of 2 nodes, 2 models, 3 tenants, 5 requests/s, seed 1, for 60 s\n")
        .containsPattern("node-2 +agent http://127.0.0.1:\\d+ \\(pid \\d+\\) → engine http://")
        .containsPattern(TIME + "  \\d+ requests  [\\d,]+ tokens/s  ttft p50 \\d+")
        .containsPattern(
            "reports: sent (\\d+) = folded \\1 \\+ duplicate 0 \\+ late 0 \\+ dead 0\n")
        .containsPattern("truth: (\\d+) of \\1 checks hold\n")
        .doesNotContain("ended by itself");
    JsonNode truth = read("report.truth.json");
    assertThat(truth.path("checks"))
        .hasSizeGreaterThan(30)
        .allMatch(c -> c.path("holds").asBoolean());
    // It is worth something only if the load brought what is difficult.
    assertThat(truth.at("/requests/joined_by_id").asInt()).isGreaterThan(50);
    assertThat(truth.at("/requests/clients/cancelled").asInt()).isPositive();
    assertThat(truth.at("/requests/of_several_choices").asInt()).isPositive();
    assertThat(truth.at("/requests/chunks_of_several_tokens").asInt()).isPositive();
    assertThat(truth.at("/stamps/gap_distance/count").asInt()).isPositive();
    JsonNode run = read("report.json");
    assertThat(run.path("rollups")).extracting(r -> r.path("rollup").asText()).contains("fleet");
    assertThat(Duration.between(at(run, "run_start"), at(run, "run_end")))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(run.at("/rollups/0/metrics/gpu_cost").decimalValue()).isPositive();
    assertThat(leftovers.await(Duration.ofSeconds(20))).isEmpty();
  }

  private static Instant at(JsonNode run, String field) {
    return Instant.parse(run.path(field).asText());
  }

  private JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(file).toFile());
  }
}
