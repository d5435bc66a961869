package io.tokenpace.standalone.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line for each thing that got done, with the time it took: who waits sees what for.
 *
 * <pre>
 * broker         ready     1.9 s
 * published      done      0.3 s   812 reports
 * </pre>
 *
 * <p>Thread-safe: a line is printed whole.
 */
public final class Console {
  private final PrintStream out;
  private final LongSupplier nanoClock;

  /**
   * A console.
   *
   * @param out where lines go
   * @param nanoClock a monotonic clock's reading in nanoseconds
   */
  public Console(PrintStream out, LongSupplier nanoClock) {
    this.out = out;
    this.nanoClock = nanoClock;
  }

  /** Starts to measure something. */
  public Stopwatch start(String subject) {
    return new Stopwatch(subject, nanoClock.getAsLong());
  }

  /** Prints a line as it is. */
  public void line(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  /** Something that takes time, from its start to the line that says it is over. */
  public final class Stopwatch {
    private final String subject;
    private final long startNanos;

    private Stopwatch(String subject, long startNanos) {
      this.subject = subject;
      this.startNanos = startNanos;
    }

    /**
     * Prints the line.
     *
     * @param state one word for what it is now, e.g. {@code ready}
     * @param note what else there is to say; may be empty
     */
    public void end(String state, String note) {
      double seconds = (nanoClock.getAsLong() - startNanos) / 1e9;
      line(
          String.format(Locale.ROOT, "%-14s %-6s %6.1f s   %s", subject, state, seconds, note)
              .stripTrailing());
    }
  }
}
