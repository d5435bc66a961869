package io.tokenpace.agent.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what is asked of the agent itself: {@code /livez}, {@code /readyz} and {@code /metrics}.
 * 200 means yes; 503 comes with one line that says why not.
 *
 * <p>Thread-safe.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  /** One that asks slowly, or never to the end, holds one of them. */
  private static final int MAX_THREADS = 32;

  private static final long IDLE_SECONDS = 10;
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads;

  /** Answers a question with an empty text for yes, or with why not. */
  public interface Question {
    /** Called on several threads. */
    String whyNot();
  }

  /** Writes the agent's metrics. */
  public interface Page {
    /** What kind of text follows. */
    String contentType();

    /** Writes it; called on several threads. */
    void write(ByteArrayOutputStream out) throws IOException;
  }

  private interface Handler {
    void answer(HttpExchange exchange) throws IOException;
  }

  private AdminServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * A server that answers until it is closed.
   *
   * @param address where it listens; port 0 is any that is free
   * @throws IOException if it cannot listen there
   */
  public static AdminServer start(
      InetSocketAddress address, Question alive, Question ready, Page metrics) throws IOException {
    HttpServer server = listen(address);
    ExecutorService threads =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "agent-admin");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    handle(server, "/livez", exchange -> answer(exchange, alive.whyNot()));
    handle(server, "/readyz", exchange -> answer(exchange, ready.whyNot()));
    handle(
        server,
        "/metrics",
        exchange -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          metrics.write(out);
          send(exchange, OK, metrics.contentType(), out.toByteArray());
        });
    server.start();
    return new AdminServer(server, threads);
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "admin: %s: %s (expected: an address that is free)".formatted(address, e.getMessage()),
          e);
    }
  }

  private static void handle(HttpServer server, String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
              sendLine(exchange, NOT_FOUND, "not found");
            } else if (!exchange.getRequestMethod().equals("GET")) {
              sendLine(exchange, NOT_ALLOWED, "only GET");
            } else {
              handler.answer(exchange);
            }
          } catch (RuntimeException e) {
            LOG.warn("admin: {} failed", path, e);
          }
        });
  }

  private static void answer(HttpExchange exchange, String whyNot) throws IOException {
    sendLine(exchange, whyNot.isEmpty() ? OK : UNAVAILABLE, whyNot.isEmpty() ? "ok" : whyNot);
  }

  private static void sendLine(HttpExchange exchange, int status, String line) throws IOException {
    send(exchange, status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops listening at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
