package io.tokenpace.agent.http;

import io.tokenpace.agent.time.SystemAgentClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A proxy before a fake engine, and clients of plain sockets; all are closed after a test. */
abstract class ProxyTestBase {
  /** Limits no test comes near. */
  static final ProxySettings.Limits LIMITS =
      new ProxySettings.Limits(
          8 * 1024,
          64 * 1024,
          1_000,
          1_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3));

  static final String GET = "GET / HTTP/1.1\r\nHost: e\r\n\r\n";

  final RecordingObservers observers = new RecordingObservers();
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable Proxy proxy;

  FakeEngine start(FakeEngine.Script script) throws IOException {
    return start(script, LIMITS, null);
  }

  FakeEngine start(FakeEngine.Script script, ExchangeObservers observing) throws IOException {
    FakeEngine engine = new FakeEngine(script);
    open.add(engine);
    startBefore(engine.address(), LIMITS, null, observing);
    return engine;
  }

  FakeEngine start(
      FakeEngine.Script script, ProxySettings.Limits limits, @Nullable Duration deadline)
      throws IOException {
    FakeEngine engine = new FakeEngine(script);
    open.add(engine);
    startBefore(engine.address(), limits, deadline);
    return engine;
  }

  void startBefore(
      InetSocketAddress engine, ProxySettings.Limits limits, @Nullable Duration deadline)
      throws IOException {
    startBefore(engine, limits, deadline, observers);
  }

  private void startBefore(
      InetSocketAddress engine,
      ProxySettings.Limits limits,
      @Nullable Duration deadline,
      ExchangeObservers observing)
      throws IOException {
    Proxy started =
        Proxy.start(
            new ProxySettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                engine,
                limits,
                deadline,
                2),
            observing,
            new SystemAgentClock());
    proxy = started;
    open.add(0, started);
  }

  Proxy proxy() {
    return Objects.requireNonNull(proxy);
  }

  FakeEngine.Connection connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy().port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    open.add(socket);
    return new FakeEngine.Connection(socket);
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }
}
