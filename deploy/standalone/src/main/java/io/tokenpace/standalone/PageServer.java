package io.tokenpace.standalone;

import io.tokenpace.report.api.ApiLimits;
import io.tokenpace.report.server.ReportServer;
import io.tokenpace.report.server.ServerConfig;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.table.ReaderRole;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.needs.LoopbackPort;
import io.tokenpace.standalone.parts.Parts;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The report server over a session's database and broker, on loopback, as a role that can only
 * read.
 *
 * <p>Thread-safe: {@link #close} may come from a shutdown hook at any time.
 */
final class PageServer implements AutoCloseable {
  /** Where the page is if nobody says where: an address that stays from one run to the next. */
  static final int USUAL_PORT = 8090;

  private static final String BIND = "127.0.0.1";
  private static final String READER = "tokenpace_reader";

  private final Parts parts;
  private final PageOptions.Plan plan;
  private @Nullable ReportServer server;
  private boolean closed;

  /** One that does not listen yet. */
  PageServer(Parts parts, PageOptions.Plan plan) {
    this.parts = parts;
    this.plan = plan;
  }

  /**
   * Starts it and says where. The tables have to be there.
   *
   * @throws IllegalStateException if it cannot listen there, or everything ends already
   */
  void start(Console console) throws InterruptedException {
    Console.Stopwatch stopwatch = console.start("page");
    new ReaderRole(parts.database().dataSource()).grant(READER);
    ReportServer started = listen(config());
    stopwatch.end("ready", started.address().toString());
  }

  private synchronized ReportServer listen(ServerConfig config) {
    if (closed) {
      throw new IllegalStateException("page: not started, as everything ends");
    }
    try {
      ReportServer started = ReportServer.start(config);
      server = started;
      return started;
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("page: " + e.getMessage(), e);
    }
  }

  private ServerConfig config() throws InterruptedException {
    return new ServerConfig(
        BIND,
        plan.port() == null ? usualOrAny() : plan.port(),
        Set.of(),
        null,
        parts.database().jdbcUrl(),
        READER,
        null,
        parts.broker().bootstrapServers(),
        Topic.DEFAULT_PREFIX,
        ApiLimits.USUAL);
  }

  private static int usualOrAny() {
    return LoopbackPort.isFree(USUAL_PORT) ? USUAL_PORT : 0;
  }

  /**
   * Goes on serving until the process is told to end, if that was asked for; starts to if it does
   * not yet.
   */
  void stay(Console console) throws InterruptedException {
    if (!plan.stay()) {
      return;
    }
    console.line("");
    if (!started()) {
      start(console);
    }
    console.line("the page is there until Ctrl-C");
    // Nobody counts it down: whoever ends the process ends the wait.
    new CountDownLatch(1).await();
  }

  private synchronized boolean started() {
    return server != null;
  }

  /** Stops it, if it was started. */
  @Override
  public synchronized void close() {
    closed = true;
    if (server != null) {
      server.close();
    }
  }
}
