package io.tokenpace.simulator.server;

import io.netty.channel.EventLoop;
import io.tokenpace.simulator.engine.StepTimer;
import java.util.concurrent.TimeUnit;

/** Real time on an event loop: an engine's steps and its sockets share one thread. */
final class LoopTimer implements StepTimer {
  private final EventLoop loop;

  LoopTimer(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody calls a step off.
  public void at(long nanos, Runnable task) {
    loop.schedule(task, nanos - nanos(), TimeUnit.NANOSECONDS);
  }
}
