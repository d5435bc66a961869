package io.tokenpace.standalone.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL, without one to install: the server's binaries come as a jar, are unpacked, and
 * run as a child of this process.
 *
 * <p>It listens on 127.0.0.1 only, on a port that was free at the start, and trusts who connects.
 * Texts sort by their bytes. What was written outlives {@link #close} in the data directory but is
 * not safe from a crash of the machine: nothing here waits for a disk.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final String USER = "postgres";
  private static final String DATABASE = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final EmbeddedPostgres server;
  private final ProcessHandle process;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedDatabase(EmbeddedPostgres server, ProcessHandle process) {
    this.server = server;
    this.process = process;
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param dataDirectory where its data lies; made and initialised if it is not there yet
   * @param binariesDirectory where the server's programs are unpacked to, about 60 MiB; what an
   *     earlier start unpacked there is used again
   * @throws IllegalStateException if it cannot start, with the reason as the cause
   */
  public static EmbeddedDatabase start(Path dataDirectory, Path binariesDirectory) {
    try {
      Files.createDirectories(dataDirectory);
      Files.createDirectories(binariesDirectory);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(dataDirectory)
              .setOverrideWorkingDirectory(binariesDirectory.toFile())
              .setCleanDataDirectory(false)
              // Whoever starts it closes it, in the order that all parts need.
              .setRegisterShutdownHook(false)
              .setPGStartupWait(START_TIMEOUT)
              .setLocaleConfig("locale", "C")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "50")
              .setServerConfig("shared_buffers", "64MB")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("wal_level", "minimal")
              .setServerConfig("max_wal_senders", "0")
              .setServerConfig("jit", "off")
              .setErrorRedirector(ProcessBuilder.Redirect.PIPE)
              .start();
      return new EmbeddedDatabase(server, processOf(dataDirectory));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("database: did not start: " + e.getMessage(), e);
    }
  }

  /** Where JDBC clients connect to, without user and password. */
  public String jdbcUrl() {
    return String.format(
        Locale.ROOT, "jdbc:postgresql://127.0.0.1:%d/%s", server.getPort(), DATABASE);
  }

  /** The user to connect as; owns the database. */
  public String user() {
    return USER;
  }

  /** The password that goes with the user; the server asks nobody for it. */
  public String password() {
    return USER;
  }

  /** Makes connections, each of its own; there is no pool. */
  public DataSource dataSource() {
    return server.getDatabase(USER, DATABASE);
  }

  /** The server's process; not a child of this one, as its starter detaches it. */
  public ProcessHandle process() {
    return process;
  }

  /**
   * Stops the server; one that does not stop within 10 s is killed. Calling it again does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      server.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("database did not stop as asked", e);
    }
    try {
      process.onExit().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      LOG.warn("database killed after {}", CLOSE_TIMEOUT, e);
    }
  }

  /** The first line of the file that a running server keeps in its data directory. */
  private static ProcessHandle processOf(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("postmaster.pid");
    long processId = Long.parseLong(Files.readAllLines(file).get(0).strip());
    return ProcessHandle.of(processId)
        .orElseThrow(() -> new IOException("%s: no process %d".formatted(file, processId)));
  }
}
