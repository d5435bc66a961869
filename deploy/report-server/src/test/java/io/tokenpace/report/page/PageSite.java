package io.tokenpace.report.page;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.server.ServerConfig;
import io.tokenpace.report.testing.Browser;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A database with rows, the server over it and a browser before it, once for all tests. */
final class PageSite implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path data;
  private final Browser browser;
  private EmbeddedPostgres postgres;
  private ReportServer server;
  private int nextMinute = PageRows.MINUTES;

  private PageSite() throws IOException, SQLException {
    data = Files.createTempDirectory("page-database-");
    postgres =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start();
    new TableSetup(postgres.getPostgresDatabase()).migrate();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      PageRows.write(connection);
    }
    server = ReportServer.start(config(0));
    browser = new Browser();
  }

  /** Gives a test the site; it is built when first asked for and closed after the last test. */
  static final class Resolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PageSite.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return site(context);
    }

    private static PageSite site(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(PageSite.class))
          .getOrComputeIfAbsent(PageSite.class, key -> open(), PageSite.class);
    }

    private static PageSite open() {
      try {
        return new PageSite();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Fails a test in which the page complained of anything, a broken content policy included. */
  static final class Silence implements BeforeEachCallback, AfterEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      Resolver.site(context).browser().console();
    }

    @Override
    public void afterEach(ExtensionContext context) {
      Resolver.site(context).browser().assertSilent();
    }
  }

  private ServerConfig config(int port) {
    return config(port, null, null);
  }

  private ServerConfig config(int port, @Nullable String token, @Nullable String kafka) {
    return new ServerConfig(
        "127.0.0.1",
        port,
        Set.of(),
        token,
        postgres.getJdbcUrl("postgres", "postgres"),
        "postgres",
        null,
        kafka,
        Topic.DEFAULT_PREFIX,
        ApiLimits.USUAL);
  }

  Browser browser() {
    return browser;
  }

  /** A further server over the same rows that wants a token; whoever starts it closes it. */
  ReportServer startGuarded(String token) {
    return ReportServer.start(config(0, token, null));
  }

  /** A further server over the same rows that asks brokers; whoever starts it closes it. */
  ReportServer startBeside(String brokers) {
    return ReportServer.start(config(0, null, brokers));
  }

  /** The page's address with a view. */
  URI page(String hash) {
    return server.address().resolve("/" + hash);
  }

  /** The API's answer to a question. */
  JsonNode ask(String question) {
    try {
      HttpResponse<String> answer = get(question);
      if (answer.statusCode() != 200) {
        throw new AssertionError(question + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> get(String pathAndQuery) {
    try {
      return http.send(
          HttpRequest.newBuilder(server.address().resolve(pathAndQuery)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes one more minute of the live run; returns when it ends. */
  Instant writeNextMinute() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      return PageRows.writeNext(connection, nextMinute++);
    }
  }

  /** Runs something while the database is down. */
  void withoutDatabase(Runnable action) throws IOException {
    int port = postgres.getPort();
    postgres.close();
    try {
      action.run();
    } finally {
      postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPort(port)
              .start();
    }
  }

  /** Runs something while there is no server. */
  void withoutServer(Runnable action) {
    int port = server.address().getPort();
    server.close();
    try {
      action.run();
    } finally {
      server = ReportServer.start(config(port));
    }
  }

  @Override
  public void close() throws IOException {
    browser.close();
    server.close();
    postgres.close();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
