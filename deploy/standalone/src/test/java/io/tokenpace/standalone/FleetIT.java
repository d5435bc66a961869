package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A live run with everything real in it: engines, agents and load are processes. */
@Timeout(400)
class FleetIT {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d0Z";

  private static final Pattern PAGE = Pattern.compile("page +ready .*(http://127.0.0.1:\\d+/)\n");
  private static final Pattern RUN = Pattern.compile("run (live-\\S+)\n");
  private static final Pattern LOAD_OVER = Pattern.compile("load +over");
  private static final Pattern STAYS = Pattern.compile("(the page is there until Ctrl-C)\n");

  /** How long anything may take; nothing is measured by it. */
  private static final Duration PATIENCE = Duration.ofSeconds(200);

  private static final String SUMS =
      """
      SELECT sum(requests_completed), sum(output_tokens), sum(gpu_cost_nanos),
        round(tokenpace_quantile_ms(tokenpace_merge(tokenpace_histogram(
          ttft_count, ttft_sum_micros, ttft_min_micros, ttft_max_micros, ttft_index, ttft_counts
        )), 0.99)::numeric, 3)
      FROM tumbling_rows
      WHERE rollup = 'fleet' AND tumbling AND window_millis = 60000
        AND window_end > ?::timestamptz AND window_end <= ?::timestamptz
      """;

  @TempDir Path directory;

  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void saysAndShowsWhatEnginesAndClientsKnowToBeTrue() throws Exception {
    Leftovers leftovers = new Leftovers();
    Command command = new Command();
    Future<Integer> run =
        executor.submit(
            () ->
                command.run(
                    "--for",
                    "90s",
                    "--nodes",
                    "2",
                    "--rate",
                    "5",
                    "--config",
                    Shipped.FILE,
                    "--data",
                    directory.resolve("data"),
                    "--report",
                    directory.resolve("report.json"),
                    "--port",
                    "0",
                    "--stay"));
    URI server = URI.create(command.await(PAGE, PATIENCE));
    try (Browser browser = new Browser()) {
      // It is opened when there is nothing to see yet, and comes to the run's numbers by itself.
      browser.open(server.resolve("/#/fleet"));
      browser.until(
          "/[1-9]/.test(document.querySelector('[data-tile=output_tokens_per_second] .amount')"
              + ".textContent)",
          PATIENCE);

      PageOfRun page = new PageOfRun(browser, server, "run=" + command.await(RUN, PATIENCE));
      // What its minutes hold so far stays as it is while more come.
      PageOfRun soFar = page.over(page.answer());
      assertThat(command.out()).doesNotContainPattern(LOAD_OVER);
      soFar.assertScreens();
      assertSums(soFar.answer());

      command.await(STAYS, PATIENCE);
      assertThat(command.out()).containsPattern(LOAD_OVER);
      page.assertScreens();
      browser.assertSilent();
      assertThat(page.metrics()).isEqualTo(read("report.json").at("/rollups/0/metrics"));
      assertThat(page.metrics().get("output_tokens").longValue())
          .isGreaterThan(soFar.metrics().get("output_tokens").longValue());
      assertSums(page.answer());
    }
    assertThat(run.cancel(true)).as("it served the page until it was told to end").isTrue();
    executor.shutdown();
    assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(command.out())
        .contains("fleet of 2 nodes, 2 models, 3 tenants, 5 requests/s, seed 1, for 90 s\n")
        .containsPattern("node-2 +agent http://127.0.0.1:\\d+ \\(pid \\d+\\) → engine http://")
        .containsPattern(TIME + "  \\d+ requests  [\\d,]+ tokens/s  ttft p50 \\d+")
        .containsPattern(
            "reports: sent (\\d+) = folded \\1 \\+ duplicate 0 \\+ late 0 \\+ dead 0\n")
        .containsPattern("truth: (\\d+) of \\1 checks hold\n")
        .doesNotContain("ended by itself");
    assertTruth();
    assertThat(leftovers.await(Duration.ofSeconds(20))).isEmpty();
  }

  private void assertTruth() throws IOException {
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
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(run.at("/rollups/0/metrics/gpu_cost").decimalValue()).isPositive();
  }

  /** Adds the rows of an answer's range up in SQL, which knows nothing of the server. */
  private void assertSums(JsonNode answer) throws IOException, SQLException {
    JsonNode metrics = answer.at("/rollups/0/metrics");
    // The fourth line of this file is the port.
    String port =
        Files.readAllLines(directory.resolve("data/database/postmaster.pid")).get(3).strip();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
        PreparedStatement statement = connection.prepareStatement(SUMS)) {
      statement.setString(1, answer.get("from").asText());
      statement.setString(2, answer.get("to").asText());
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(metrics.get("requests_completed").longValue()).isEqualTo(row.getLong(1));
        assertThat(metrics.get("output_tokens").longValue()).isEqualTo(row.getLong(2));
        assertThat(metrics.get("gpu_cost").decimalValue().movePointRight(9))
            .isEqualByComparingTo(row.getBigDecimal(3));
        assertThat(metrics.at("/ttft/p99_ms").decimalValue())
            .isEqualByComparingTo(row.getBigDecimal(4));
      }
    }
  }

  private static Instant at(JsonNode run, String field) {
    return Instant.parse(run.path(field).asText());
  }

  private JsonNode read(String file) throws IOException {
    return JSON.readTree(directory.resolve(file).toFile());
  }
}
