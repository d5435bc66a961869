package io.tokenpace.standalone.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.standalone.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StartingPartTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> 0L);
  private final AtomicInteger closes = new AtomicInteger();

  @Test
  void givesThePartAndSaysThatItIsReady() throws Exception {
    AutoCloseable part = closes::incrementAndGet;

    StartingPart<AutoCloseable> starting = StartingPart.start("broker", console, () -> part);

    assertThat(starting.await()).isSameAs(part);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("broker ");
  }

  @Test
  void closesAPartThatIsStillStartingOnceItIsThere() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    StartingPart<AutoCloseable> starting =
        StartingPart.start(
            "broker",
            console,
            () -> {
              awaitUninterrupted(closing);
              return closes::incrementAndGet;
            });
    Thread closer = new Thread(starting::close);

    closer.start();
    closing.countDown();
    closer.join();

    assertThat(closes).hasValue(1);
  }

  @Test
  void saysWhyAPartDidNotStartAndHasNothingToClose() {
    StartingPart<AutoCloseable> starting =
        StartingPart.start(
            "broker",
            console,
            () -> {
              throw new IllegalStateException("broker: did not start: no disk");
            });

    assertThatThrownBy(starting::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broker: did not start: no disk");
    starting.close();
    assertThat(bytes.size()).isZero();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
