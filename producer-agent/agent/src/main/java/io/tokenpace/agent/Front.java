package io.tokenpace.agent;

import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Map;
import java.util.function.LongSupplier;

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

  /** By reason, how often the front itself answered a request. */
  Map<String, LongSupplier> refused();

  /** By reason, how often something passed that could not be read in full. */
  Map<String, LongSupplier> unobserved();

  /** Takes no new requests, and waits for those in flight as long as the configuration allows. */
  void drain();

  /** Cuts off what is in flight. Every event was told when it returns. */
  @Override
  void close();
}
