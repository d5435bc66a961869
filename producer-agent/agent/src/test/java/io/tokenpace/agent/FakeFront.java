package io.tokenpace.agent;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.tokenpace.agent.timeline.RequestEvents;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A front nobody asks: the test tells its events. */
final class FakeFront implements Front {
  final RequestEvents events;
  private final EventExecutorGroup loops = new DefaultEventExecutorGroup(1);
  Runnable whileDraining = () -> {};
  boolean closed;

  FakeFront(RequestEvents events) {
    this.events = events;
  }

  @Override
  public int port() {
    return 1;
  }

  @Override
  public EventExecutorGroup loops() {
    return loops;
  }

  @Override
  public int active() {
    return 0;
  }

  @Override
  public long observerFailures() {
    return 0;
  }

  @Override
  public Map<String, LongSupplier> refused() {
    return Map.of("bad_head", () -> 2);
  }

  @Override
  public Map<String, LongSupplier> unobserved() {
    return Map.of("too_large", () -> 3);
  }

  @Override
  public void drain() {
    whileDraining.run();
  }

  @Override
  public void close() {
    closed = true;
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
