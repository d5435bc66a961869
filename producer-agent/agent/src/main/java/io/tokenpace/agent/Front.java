package io.tokenpace.agent;

import io.netty.util.concurrent.EventExecutorGroup;

/** What stands before the engine: takes requests, hands them on, and tells what becomes of them. */
interface Front extends AutoCloseable {
  /** Where it listens. */
  int port();

  /** Its event loops. */
  EventExecutorGroup loops();

  /** Exchanges in progress. */
  int active();

  /** Times an observer of an exchange failed, and was not asked again. */
  long observerFailures();

  /** Takes no new requests, and waits for those in flight as long as the configuration allows. */
  void drain();

  /** Cuts off what is in flight. Every event was told when it returns. */
  @Override
  void close();
}
