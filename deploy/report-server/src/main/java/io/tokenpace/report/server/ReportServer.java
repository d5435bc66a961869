package io.tokenpace.report.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.tokenpace.report.api.Api;
import io.tokenpace.report.api.LiveQuestions;
import io.tokenpace.report.api.Resources;
import io.tokenpace.report.live.LiveFeeds;
import io.tokenpace.report.pipeline.KafkaPart;
import io.tokenpace.report.pipeline.KafkaView;
import io.tokenpace.report.rows.LiveRows;
import io.tokenpace.report.rows.RowCache;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report server: API and page over the tables of results, read and never written. Starts
 * without its database and answers as soon as that does.
 *
 * <p>Thread-safe.
 */
public final class ReportServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportServer.class);

  private static final int THREADS = 64;
  private static final int LIVE_STREAMS = 32;
  private static final Duration LIVE_EVERY = Duration.ofSeconds(2);
  private static final int COMPRESS_FROM_BYTES = 1_024;
  private static final int COMPRESSION_LEVEL = 4;
  private static final int REQUEST_HEAD_BYTES = 8 * 1_024;
  private static final long STOP_WITHIN_MILLIS = 2_000;

  private final String bind;
  private final Database database;
  private final @Nullable KafkaView kafka;
  private final LiveFeeds live;
  private final Set<String> paths;
  private final Javalin http;

  private ReportServer(
      String bind,
      Database database,
      @Nullable KafkaView kafka,
      LiveFeeds live,
      Set<String> paths,
      Javalin http) {
    this.bind = bind;
    this.database = database;
    this.kafka = kafka;
    this.live = live;
    this.paths = paths;
    this.http = http;
  }

  /**
   * Starts a server.
   *
   * @throws IllegalArgumentException if it cannot be started so, fit for a person to read
   */
  public static ReportServer start(ServerConfig config) {
    @Nullable String secret = config.token();
    @Nullable Token token = secret == null ? null : new Token(secret);
    Guard guard = new Guard(new Hosts(config.bind(), config.hosts()), token);
    @Nullable KafkaView kafka = kafka(config);
    Database database = Database.of(config);
    LiveFeeds live = new LiveFeeds(new LiveRows(database.dataSource()), LIVE_EVERY, LIVE_STREAMS);
    try {
      ReadOnlyRole.check(database);
      RowCache cache = RowCache.ofHeap();
      Api api =
          new Api(
              Resources.of(
                  database.dataSource(),
                  cache,
                  config.limits(),
                  new KafkaPart(kafka),
                  Clock.systemUTC()),
              config.limits());
      RequestMetrics metrics = new RequestMetrics();
      addDatabase(metrics, database);
      metrics.gauge("row_cache_bytes", "Memory that rows read before take, about.", cache::bytes);
      metrics.gauge("row_cache_rows", "Rows read before that are kept.", cache::size);
      metrics.counter("rows_read", "Rows read from the database, since the start.", cache::read);
      metrics.counter("rows_found", "Rows found among those kept, since the start.", cache::found);
      metrics.gauge("live_streams", "Streams of live rows that are open.", live::subscribers);
      metrics.counter(
          "live_streams_dropped",
          "Streams of live rows that were ended as their clients did not keep up, since the start.",
          live::dropped);
      Routes routes =
          new Routes(
              guard,
              api,
              new LiveRoute(new LiveQuestions(database.dataSource()), live),
              new PageFiles(),
              database,
              metrics);
      Set<String> paths = new ConcurrentSkipListSet<>();
      Javalin http =
          Javalin.create(
              javalin -> {
                configure(javalin, config);
                javalin.events.handlerAdded(
                    handler -> {
                      if (handler.getHttpMethod().equals(HandlerType.GET)) {
                        paths.add(handler.getPath());
                      }
                    });
                routes.addTo(javalin.routes);
              });
      http.start();
      return new ReportServer(config.bind(), database, kafka, live, paths, http);
    } catch (RuntimeException e) {
      closeAll(live, database, kafka);
      throw BindFailure.orSame(e, config);
    }
  }

  private static @Nullable KafkaView kafka(ServerConfig config) {
    String brokers = config.kafka();
    try {
      return brokers == null ? null : new KafkaView(brokers, config.topicPrefix());
    } catch (KafkaException e) {
      throw new IllegalArgumentException(
          "--kafka: %s (expected: brokers as HOST:PORT that can be found)".formatted(brokers), e);
    }
  }

  private static void closeAll(LiveFeeds live, Database database, @Nullable KafkaView kafka) {
    live.close();
    database.close();
    if (kafka != null) {
      kafka.close();
    }
  }

  private static void configure(JavalinConfig javalin, ServerConfig config) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.http.prefer405over404 = true;
    CompressionStrategy compression = new CompressionStrategy(null, new Gzip(COMPRESSION_LEVEL));
    compression.setDefaultMinSizeForCompression(COMPRESS_FROM_BYTES);
    javalin.http.compressionStrategy = compression;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("report-server");
    javalin.jetty.threadPool = threads;
    javalin.jetty.host = config.bind();
    javalin.jetty.port = config.port();
    javalin.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(REQUEST_HEAD_BYTES);
        });
    javalin.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new BareErrors());
          server.setStopTimeout(STOP_WITHIN_MILLIS);
        });
  }

  private static void addDatabase(RequestMetrics metrics, Database database) {
    metrics.gauge(
        "database_up", "1 if the database answers, else 0.", () -> database.answers() ? 1 : 0);
    metrics.gauge(
        "database_connections_active",
        "Connections to the database that are in use.",
        database::activeConnections);
    metrics.gauge(
        "database_connections_idle",
        "Connections to the database that are open and not in use.",
        database::idleConnections);
    metrics.gauge(
        "database_connections_awaited",
        "Threads that wait for a connection to the database.",
        database::waitingForConnection);
  }

  /** The address it listens at. */
  public URI address() {
    String host = bind.indexOf(':') >= 0 ? "[" + bind + "]" : bind;
    return URI.create("http://%s:%d/".formatted(host, http.port()));
  }

  /** The paths it answers, as they were registered. */
  Set<String> paths() {
    return Set.copyOf(paths);
  }

  /**
   * Stops taking requests and lets go of the database; requests that do not end within 2 s are cut
   * off. May be called again.
   */
  @Override
  public void close() {
    // Streams hold threads of HTTP's, which waits for them.
    live.close();
    try {
      http.stop();
    } catch (RuntimeException e) {
      // It has stopped all the same, and whoever closes this has more to close.
      LOG.warn("requests were cut off, as the server stopped: {}", e.getMessage());
    } finally {
      closeAll(live, database, kafka);
    }
  }
}
