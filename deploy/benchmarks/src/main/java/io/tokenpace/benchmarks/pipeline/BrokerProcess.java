package io.tokenpace.benchmarks.pipeline;

import io.tokenpace.standalone.broker.EmbeddedKafka;
import io.tokenpace.standalone.files.LogFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a process of its own, so that its processor time is its own too. It ends when the
 * benchmark closes its input, or dies.
 *
 * <p>Confined to one thread.
 */
final class BrokerProcess implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts one and waits until it takes requests.
   *
   * @param directory for its data and its log
   * @throws IOException if it does not start; its log says why
   */
  static BrokerProcess start(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                directory.toString())
            .redirectError(Redirect.appendTo(directory.resolve("broker.err").toFile()))
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String servers = output.readLine();
    if (servers == null) {
      throw new IOException(
          "broker: ended at its start (expected: host:port; see %s)".formatted(directory));
    }
    return new BrokerProcess(process, servers);
  }

  /** What clients connect to. */
  String bootstrapServers() {
    return bootstrapServers;
  }

  /** Processor time it has taken since its start, in steps of the operating system. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Ends it; returns after 30 s at the latest. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The broker's own process: the directory is its one argument. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    LogFile log = LogFile.open(directory.resolve("broker.log"));
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory.resolve("data"))) {
      System.out.println(broker.bootstrapServers());
      // Nothing is ever written to it: it ends when the benchmark does, however that ends.
      System.in.transferTo(System.err);
    } finally {
      log.close();
    }
    System.exit(0);
  }
}
