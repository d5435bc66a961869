package io.tokenpace.simulator.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.tokenpace.simulator.transport.Transport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A load under way. Open-loop: when a request is sent follows from the arrivals alone, so a slow
 * engine gets as many as a fast one, and what waits is seen to wait.
 *
 * <p>Thread-safe; all work is done on one event loop.
 */
public final class LoadRun implements AutoCloseable {
  private static final long QUIT_SECONDS = 5;

  private final LoadConfig config;
  private final Runnable exhausted;
  private final Arrivals arrivals;
  private final RequestPlanner planner;
  private final RecordFile record;
  private final EventLoopGroup group = Transport.loop("load");
  private final EventLoop loop = group.next();
  private final Map<Target, ConnectionPool> pools = new HashMap<>();

  /** Open exchanges, with their connections as soon as there are some. */
  private final Map<ClientExchange, OpenConnection> open = new LinkedHashMap<>();

  private final LoadSummary summary = new LoadSummary();
  private final CompletableFuture<LoadSummary> drained = new CompletableFuture<>();
  private long startNanos;
  private long nextNanos;
  private long requests;
  private boolean draining;

  /** An exchange's connection; null while it is connecting. */
  private record OpenConnection(@Nullable ClientConnection connection) {}

  /** Says where exchanges end; the pool is that of the exchange's target. */
  private final class Ends implements ClientConnection.Ends {
    private final Target target;

    Ends(Target target) {
      this.target = target;
    }

    @Override
    public void ended(ClientExchange exchange, Outcome outcome, long nanos) {
      LoadRun.this.ended(exchange, outcome, nanos);
    }

    @Override
    public void idle(ClientConnection connection) {
      pool(target).idle(connection);
    }
  }

  /**
   * A load that is about to begin.
   *
   * @param exhausted called once, when no more requests are to come
   * @throws IllegalArgumentException if the trace of arrivals is no good
   * @throws java.io.UncheckedIOException if the record cannot be written
   */
  public LoadRun(LoadConfig config, Runnable exhausted) {
    this.config = config;
    this.exhausted = exhausted;
    this.arrivals =
        config.pace().trace() == null
            ? new PoissonArrivals(config.seed(), config.pace().perSecond())
            : TraceArrivals.read(config.pace().trace());
    this.planner = new RequestPlanner(config);
    this.record = RecordFile.create(config.record());
  }

  /** Begins to send. */
  public void start() {
    loop.execute(
        () -> {
          startNanos = System.nanoTime();
          nextNanos = arrivals.next();
          scheduleNext();
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // An arrival is never called off.
  private void scheduleNext() {
    if (nextNanos == Arrivals.NONE || isAfterEnd(nextNanos)) {
      long endNanos = config.pace().length() == null ? 0 : config.pace().length().toNanos();
      loop.schedule(exhausted, leftNanos(endNanos), TimeUnit.NANOSECONDS);
    } else {
      loop.schedule(this::sendDue, leftNanos(nextNanos), TimeUnit.NANOSECONDS);
    }
  }

  private boolean isAfterEnd(long sinceStartNanos) {
    return config.pace().length() != null && sinceStartNanos >= config.pace().length().toNanos();
  }

  private long leftNanos(long sinceStartNanos) {
    return Math.max(0, startNanos + sinceStartNanos - System.nanoTime());
  }

  private void sendDue() {
    while (!draining
        && nextNanos != Arrivals.NONE
        && !isAfterEnd(nextNanos)
        && leftNanos(nextNanos) == 0) {
      send(startNanos + nextNanos);
      nextNanos = arrivals.next();
    }
    if (!draining) {
      scheduleNext();
    }
  }

  private void send(long scheduledNanos) {
    ClientExchange exchange =
        new ClientExchange(planner.plan(requests++), scheduledNanos, config.everyChunk());
    open.put(exchange, new OpenConnection(null));
    pool(exchange.planned.target())
        .connect(
            connection -> connected(exchange, connection),
            () -> ended(exchange, Outcome.FAILED, System.nanoTime()));
  }

  private ConnectionPool pool(Target target) {
    return pools.computeIfAbsent(
        target, missing -> new ConnectionPool(group, missing, new Ends(missing)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A client that is through does not leave.
  private void connected(ClientExchange exchange, ClientConnection connection) {
    if (!open.containsKey(exchange)) {
      connection.close();
      return;
    }
    open.put(exchange, new OpenConnection(connection));
    connection.send(exchange);
    long patienceNanos = exchange.planned.leaving().afterNanos();
    if (patienceNanos > 0) {
      loop.schedule(
          () -> {
            if (connection.serves(exchange)) {
              connection.leave();
            }
          },
          patienceNanos,
          TimeUnit.NANOSECONDS);
    }
  }

  private void ended(ClientExchange exchange, Outcome outcome, long nanos) {
    if (open.remove(exchange) != null) {
      summary.add(exchange, outcome);
      record.write(exchange, outcome, nanos);
      completeIfDrained();
    }
  }

  private void completeIfDrained() {
    if (draining && open.isEmpty()) {
      drained.complete(summary);
    }
  }

  /**
   * Sends nothing more, waits for open answers as long as the configuration says, and leaves the
   * rest. The record is complete then.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The future that counts is the one joined.
  public LoadSummary drain() {
    loop.execute(
        () -> {
          draining = true;
          completeIfDrained();
          loop.schedule(this::leaveAll, config.pace().drain().toNanos(), TimeUnit.NANOSECONDS);
        });
    LoadSummary total = drained.join();
    record.writeSummary(total);
    return total;
  }

  private void leaveAll() {
    for (ClientExchange exchange : List.copyOf(open.keySet())) {
      OpenConnection connection = open.get(exchange);
      if (connection != null && connection.connection() != null) {
        connection.connection().leave();
      } else {
        exchange.cancelledNanos = System.nanoTime();
        ended(exchange, Outcome.CANCELLED, exchange.cancelledNanos);
      }
    }
  }

  /** Ends the thread and closes the record. */
  @Override
  public void close() {
    group.shutdownGracefully(0, QUIT_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    record.close();
  }
}
