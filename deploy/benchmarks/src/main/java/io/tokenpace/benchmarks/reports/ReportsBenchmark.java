package io.tokenpace.benchmarks.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.benchmarks.pipeline.Machine;
import io.tokenpace.report.testing.SeededRows;
import io.tokenpace.report.testing.Seeding;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long the report server takes to answer what the page asks and more: the server as
 * its script starts it, over HTTP, from the request to the last byte of the compressed answer.
 *
 * <p>Questions take turns, so that whatever else the machine does meets all of them, and each finds
 * in the cache what the others left of it. Of the first round nothing was read before.
 */
@Command(
    name = "reports",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures answers of the report server over a seeded database.")
public final class ReportsBenchmark implements Callable<Integer> {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final String RUN = "day";
  private static final int OK = 200;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_KILOBYTE = 1e3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--rounds", description = "After the first (default: ${DEFAULT-VALUE}).")
  private int rounds = 15;

  @Option(names = "--seed", description = "Of the rows (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--server",
      paramLabel = "FILE",
      defaultValue = "${sys:tokenpace.report-server}",
      description = "The server's script (default: the one beside).")
  private Path server = Path.of("");

  @Option(
      names = "--work",
      required = true,
      description = "Directory for the database and the log; has to be there.")
  private Path work = Path.of("");

  private final PrintStream out = System.out;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<AskedQuestion, List<Answered>> answers = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    out.println("machine  " + Machine.line());
    Seeding seeding = Seeding.day(seed, RUN, START);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setDataDirectory(work.resolve("database")).start()) {
      new TableSetup(postgres.getPostgresDatabase()).migrate();
      try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
        SeededRows.write(seeding, connection);
      }
      line(
          "rows     %d hours, %d nodes, %d models, %d tenants",
          seeding.hours(), seeding.nodes(), seeding.models(), seeding.tenants());
      out.println("load     " + Machine.loadLine() + " before");
      try (ServerProcess process =
          ServerProcess.start(
              server,
              postgres.getJdbcUrl("postgres", "postgres"),
              work.resolve("report-server.log"))) {
        measure(process);
      }
    }
    out.println("load     " + Machine.loadLine() + " after");
    return CommandLine.ExitCode.OK;
  }

  private void measure(ServerProcess process) throws IOException, InterruptedException {
    URI api = process.address().resolve("/api/");
    List<AskedQuestion> questions = AskedQuestion.all(rollups(api));
    for (int round = 0; round <= rounds; round++) {
      for (AskedQuestion question : questions) {
        answers
            .computeIfAbsent(question, key -> new ArrayList<>())
            .add(Answered.of(process, () -> get(api.resolve(question.path()))));
      }
    }
    line("| | first, ms | median, ms | 95 %%, ms | CPU, ms | KB |");
    line("|---|---|---|---|---|---|");
    answers.forEach(this::print);
    for (String text : text(get(process.address().resolve("/metrics"))).lines().toList()) {
      if (text.contains("row_cache") && !text.startsWith("#")) {
        out.println(text);
      }
    }
  }

  private void print(AskedQuestion question, List<Answered> all) {
    List<Answered> again = all.subList(1, all.size());
    line(
        "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |",
        question.name(),
        all.get(0).wallNanos() / NANOS_PER_MILLI,
        Answered.quantile(again, 0.5, Answered::wallNanos) / NANOS_PER_MILLI,
        Answered.quantile(again, 0.95, Answered::wallNanos) / NANOS_PER_MILLI,
        Answered.quantile(again, 0.5, Answered::cpuNanos) / NANOS_PER_MILLI,
        all.get(0).bytes() / BYTES_PER_KILOBYTE);
  }

  private List<String> rollups(URI api) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (JsonNode rollup : JSON.readTree(text(get(api.resolve("rollups")))).path("rollups")) {
      names.add(rollup.path("rollup").asText());
    }
    return names;
  }

  private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(address).header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != OK) {
      throw new IOException(
          "%s: status %d (expected: 200): %s"
              .formatted(address, response.statusCode(), text(response)));
    }
    return response;
  }

  private static String text(HttpResponse<byte[]> response) throws IOException {
    if (response.headers().firstValue("Content-Encoding").isEmpty()) {
      return new String(response.body(), StandardCharsets.UTF_8);
    }
    try (GZIPInputStream unpacked =
        new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }

  /** Runs the benchmark; exits with 0 only if every question was answered. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ReportsBenchmark())
            .setParameterExceptionHandler(ReportsBenchmark::complain)
            .setExecutionExceptionHandler((exception, commandLine, result) -> complain(exception))
            .execute(arguments));
  }

  private static int complain(Exception exception, String... arguments) {
    System.err.println("reports: " + exception.getMessage());
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      System.err.println("  because of " + cause);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
