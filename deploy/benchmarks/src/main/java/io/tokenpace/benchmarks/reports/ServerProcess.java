package io.tokenpace.benchmarks.reports;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The report server as its own script starts it, so that it has the memory and the settings it has
 * everywhere.
 *
 * <p>Confined to one thread.
 */
final class ServerProcess implements AutoCloseable {
  private static final String ADDRESS = "report-server  ";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Process process;
  private final URI address;

  private ServerProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param script the server's script
   * @param databaseUrl what it reads, as the user postgres
   * @param log takes its complaints
   * @throws IOException if it does not start
   */
  static ServerProcess start(Path script, String databaseUrl, Path log) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    script.toString(),
                    "--database-url",
                    databaseUrl,
                    "--database-user",
                    "postgres",
                    "--port",
                    "0"))
            .redirectError(Redirect.appendTo(log.toFile()))
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(ADDRESS)) {
        return new ServerProcess(process, URI.create(line.substring(ADDRESS.length())));
      }
    }
    throw new IOException(
        "report-server: ended at its start (expected: its address; see %s)".formatted(log));
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  /** Processor time it has taken since its start, in steps of the operating system. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Ends it; returns after 10 s at the latest. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
