package io.tokenpace.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.EndCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that leave, half of them politely. How often is said by {@code -Dtokenpace.leaves=N}; how
 * soon the engine saw it is printed.
 */
@Timeout(600)
class ClientLeavesTest extends ProxyTestBase {
  private static final int LEAVES = Integer.getInteger("tokenpace.leaves", 50);
  private static final byte[] FRAME = "data: {\"a\":1}\n\n".getBytes(StandardCharsets.UTF_8);

  private final LinkedBlockingQueue<String> ready = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Long> ended = new LinkedBlockingQueue<>();

  /** When the client leaves. */
  enum Moment {
    BEFORE_THE_HEAD,
    BEFORE_THE_FIRST_TOKEN,
    IN_MID_STREAM,
    AT_THE_LAST_CHUNK
  }

  @ParameterizedTest
  @EnumSource
  void closesTheEnginesConnectionAtOnce(Moment moment) throws Exception {
    start(connection -> serve(connection, moment));
    leave(moment, 0);
    long descriptors = descriptors();
    long[] nanos = new long[LEAVES];
    for (int number = 0; number < LEAVES; number++) {
      nanos[number] = leave(moment, number);
    }
    Arrays.sort(nanos);
    System.out.printf(
        "client leaves %s, %d times: engine sees it after p50 %.3f ms, p99 %.3f ms, max %.3f ms%n",
        moment,
        LEAVES,
        nanos[LEAVES / 2] / 1e6,
        nanos[LEAVES * 99 / 100] / 1e6,
        nanos[LEAVES - 1] / 1e6);
    assertThat(awaitDescriptors(descriptors)).isLessThanOrEqualTo(descriptors);
    assertThat(proxy().counts().exchanges()).isZero();
  }

  private void serve(FakeEngine.Connection connection, Moment moment) throws IOException {
    connection.readBody(connection.readHead());
    if (moment != Moment.BEFORE_THE_HEAD) {
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    }
    if (moment == Moment.IN_MID_STREAM || moment == Moment.AT_THE_LAST_CHUNK) {
      connection.writeChunk(FRAME);
    }
    if (moment == Moment.AT_THE_LAST_CHUNK) {
      connection.writeChunk("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }
    ready.add("ready");
    connection.awaitEnd();
    ended.add(System.nanoTime());
  }

  private long leave(Moment moment, int number) throws Exception {
    FakeEngine.Connection client = connect();
    client.write("POST /v1/chat/completions HTTP/1.1\r\nHost: e\r\nContent-Length: 2\r\n\r\n{}");
    ready.take();
    if (moment != Moment.BEFORE_THE_HEAD) {
      client.readHead();
    }
    if (moment == Moment.IN_MID_STREAM || moment == Moment.AT_THE_LAST_CHUNK) {
      client.readLine();
      client.readBytes(FRAME.length + 2);
    }
    if (moment == Moment.AT_THE_LAST_CHUNK) {
      client.readLine();
      client.readBytes(14 + 2);
    }
    long left = System.nanoTime();
    if (number % 2 == 0) {
      client.socket().close();
    } else {
      client.reset();
    }
    long seen = ended.take();
    RecordingObservers.Recorded exchange = observers.awaitNext();
    assertThat(exchange.cause).isEqualTo(EndCause.CLIENT_LEFT);
    return seen - left;
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** The last closes may be under way: up to 10 s for the count to come down. */
  private static long awaitDescriptors(long atMost) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    long open = descriptors();
    while (open > atMost && System.nanoTime() < end) {
      Thread.onSpinWait();
      open = descriptors();
    }
    return open;
  }
}
