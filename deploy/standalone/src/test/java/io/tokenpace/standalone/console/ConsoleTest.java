package io.tokenpace.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong nowNanos = new AtomicLong();
  private final Console console =
      new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), nowNanos::get);

  @Test
  void saysHowLongAPartTook() {
    Console.Stopwatch stopwatch = console.start("broker");
    nowNanos.addAndGet(2_940_000_000L);
    stopwatch.end("ready", "");

    assertThat(printed()).isEqualTo("broker         ready     2.9 s\n");
  }

  @Test
  void addsANote() {
    console.start("published").end("done", "812 reports");

    assertThat(printed()).isEqualTo("published      done      0.0 s   812 reports\n");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
