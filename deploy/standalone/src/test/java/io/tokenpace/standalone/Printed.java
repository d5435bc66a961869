package io.tokenpace.standalone;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is printed, which can be waited for. */
final class Printed extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int next) {
    bytes.write(next);
    notifyAll();
  }

  @Override
  public synchronized void write(byte[] from, int offset, int length) {
    bytes.write(from, offset, length);
    notifyAll();
  }

  synchronized String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Waits until a pattern is in it; returns what its first group holds. */
  synchronized String await(Pattern pattern, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(text());
      if (matcher.find()) {
        return matcher.group(1);
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("never printed: %s; but:%n%s".formatted(pattern, text()));
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
