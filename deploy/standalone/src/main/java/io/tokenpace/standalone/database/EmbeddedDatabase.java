package io.tokenpace.standalone.database;

import io.tokenpace.standalone.files.FirstStart;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
  private static final Duration POLL = Duration.ofMillis(20);

  private final EmbeddedPostgres server;
  private final Path processFile;
  private final ProcessHandle process;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedDatabase(EmbeddedPostgres server, Path processFile) throws IOException {
    this.server = server;
    this.processFile = processFile;
    this.process = readProcess(processFile);
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param dataDirectory where its data lies; made and initialised if it is not there yet. A server
   *     that still runs there is one that its process was killed without: it is stopped first
   * @param binariesDirectory where the server's programs are unpacked to, about 60 MiB; what an
   *     earlier start unpacked there is used again
   * @throws IllegalStateException if it cannot start, with the reason as the cause
   */
  public static EmbeddedDatabase start(Path dataDirectory, Path binariesDirectory) {
    FirstStart firstStart = new FirstStart(dataDirectory);
    try {
      OrphanedServer.stopOn(dataDirectory);
      firstStart.prepare();
      Files.createDirectories(binariesDirectory);
      // The library makes this directory in any case, in a place of its own if it is not told one.
      System.setProperty("ot.epg.working-dir", binariesDirectory.toString());
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
              .setServerConfig("wal_level", "minimal")
              .setServerConfig("max_wal_senders", "0")
              .setServerConfig("jit", "off")
              .setErrorRedirector(ProcessBuilder.Redirect.PIPE)
              .start();
      try {
        firstStart.done();
        return new EmbeddedDatabase(server, dataDirectory.resolve("postmaster.pid"));
      } catch (IOException e) {
        server.close();
        throw e;
      }
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
    // Its file tells, not its process: nobody may be there to take note of that one's end.
    long startNanos = System.nanoTime();
    while (Files.exists(processFile) && !Thread.currentThread().isInterrupted()) {
      if (System.nanoTime() - startNanos >= CLOSE_TIMEOUT.toNanos()) {
        break;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    if (Files.exists(processFile)) {
      LOG.warn("database killed, as it did not stop within {}", CLOSE_TIMEOUT);
      process.destroyForcibly();
    }
  }

  /** The first line of the file that a running server keeps in its data directory. */
  private static ProcessHandle readProcess(Path processFile) throws IOException {
    long processId = Long.parseLong(Files.readAllLines(processFile).get(0).strip());
    return ProcessHandle.of(processId)
        .orElseThrow(() -> new IOException("%s: no process %d".formatted(processFile, processId)));
  }
}
