package io.tokenpace.report.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.server.ServerConfig;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A report server over a PostgreSQL of its own, with few rows that are easily added up. */
public final class ServerFixture implements AutoCloseable {
  /** Start of the run that has ended: an hour of it, and then no more. */
  public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** Its end. */
  public static final Instant END = Instant.parse("2026-03-01T11:00:00Z");

  /** The nodes; the second one has a name that somebody else chose. */
  public static final List<String> NODES =
      List.of("node-1", "=<script>alert('\u202e')</script>,\"");

  /** A row with nothing in it but what it must have, made from what the table says of itself. */
  private static final String ROLLING_ROW =
      """
      DO $$
      DECLARE
        columns text;
        nothing text;
      BEGIN
        SELECT string_agg(attname, ', '), string_agg('0', ', ') INTO columns, nothing
        FROM pg_attribute
        WHERE attrelid = 'rolling_rows'::regclass AND attnum > 0 AND attnotnull
          AND atttypid = 'bigint'::regtype AND attname <> 'window_millis';
        EXECUTE format('INSERT INTO rolling_rows (run, live, rollup, key, window_millis, window_end,'
          ' tumbling, revision, config_hash, complete, %s) VALUES (''now'', true, ''fleet'', ''{}'','
          ' 60000, ''2026-03-01T11:00:10Z'', false, 0, ''hash'', true, %s)', columns, nothing);
      END
      $$""";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MINUTE = 60_000;

  private final Path directory;
  private EmbeddedPostgres postgres;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ReportServer server;

  private ServerFixture(Path directory, EmbeddedPostgres postgres, ReportServer server) {
    this.directory = directory;
    this.postgres = postgres;
    this.server = server;
  }

  /** A fixture with the rows of a run that has ended, {@code old}, and a live one, {@code now}. */
  public static ServerFixture start() throws IOException, SQLException {
    Path directory = Files.createTempDirectory("server-fixture").resolve("data");
    EmbeddedPostgres postgres = database(directory, 0);
    new TableSetup(postgres.getPostgresDatabase()).migrate();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      RowWriter writer = new RowWriter(connection);
      writer.run("old", START, END);
      writer.run("now", START, null);
      writeRows(writer, "old", false);
      writeRows(writer, "now", true);
    }
    return new ServerFixture(directory, postgres, ReportServer.start(config(postgres, 0)));
  }

  private static EmbeddedPostgres database(Path directory, int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false);
    return port == 0 ? builder.start() : builder.setPort(port).start();
  }

  /** Stops the database under the server. */
  public void stopDatabase() throws IOException {
    postgres.close();
  }

  /** Lets the database run no further: its connections stay open, and nothing comes of them. */
  public void freezeDatabase() throws IOException, InterruptedException {
    signalDatabase("-STOP");
  }

  /** Lets it run on. */
  public void thawDatabase() throws IOException, InterruptedException {
    signalDatabase("-CONT");
  }

  private void signalDatabase(String signal) throws IOException, InterruptedException {
    String first = Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip();
    ProcessHandle server = ProcessHandle.of(Long.parseLong(first)).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", signal, first));
    server.descendants().forEach(process -> command.add(Long.toString(process.pid())));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("%s: status %d (expected: 0)".formatted(command, status));
    }
  }

  /** Starts it again, where it was. */
  public void startDatabase() throws IOException {
    postgres = database(directory, postgres.getPort());
  }

  /** Writes a new row of the live run, whose window ends ten seconds after all others. */
  public void writeRollingRow() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(ROLLING_ROW);
    }
  }

  /** What a server over a database is told. */
  public static ServerConfig config(EmbeddedPostgres postgres, int port) {
    return new ServerConfig(
        "127.0.0.1",
        port,
        Set.of(),
        null,
        postgres.getJdbcUrl("postgres", "postgres"),
        "postgres",
        null,
        null,
        "tokenpace.",
        ApiLimits.USUAL);
  }

  private static void writeRows(RowWriter writer, String run, boolean live) throws SQLException {
    for (long length : new long[] {MINUTE, 5 * MINUTE}) {
      for (Instant end = START.plusMillis(length);
          !end.isAfter(END);
          end = end.plusMillis(length)) {
        int requests = (int) (length / MINUTE);
        writer.row(run, live, "fleet", "{}", length, end, requests(2 * requests));
        for (String node : NODES) {
          String key = JSON.createObjectNode().put("node", node).toString();
          writer.row(run, live, "node", key, length, end, requests(requests));
        }
      }
    }
  }

  /** Requests of 100 ms to the first token each, a report a request. */
  private static MetricSet requests(int number) {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_COMPLETED, number);
    metrics.add(Counter.REQUESTS_ENDED, number);
    metrics.add(Counter.OUTPUT_TOKENS, 10L * number);
    metrics.add(Counter.REPORTS_RECEIVED, number);
    for (int i = 0; i < number; i++) {
      metrics.observe(Latency.TTFT).add(100_000);
    }
    return metrics;
  }

  /** The server. */
  public ReportServer server() {
    return server;
  }

  /** The database. */
  public EmbeddedPostgres postgres() {
    return postgres;
  }

  /** An answer to a GET. */
  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A request for a path. */
  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  /** What sends requests. */
  public HttpClient client() {
    return client;
  }

  /** The document a path answers. */
  public JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  @Override
  public void close() throws IOException {
    server.close();
    postgres.close();
  }
}
