package io.tokenpace.standalone.database;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that a killed process left running on a data directory. Nobody else's process is touched:
 * one is ours only if its program is PostgreSQL's and its arguments name this very directory.
 */
final class OrphanedServer {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanedServer.class);
  // What makes the data directory, what starts the server, and the server.
  private static final Set<String> PROGRAMS = Set.of("initdb", "pg_ctl", "postgres");
  private static final Duration ASKED = Duration.ofSeconds(20);
  private static final Duration KILLED = Duration.ofSeconds(10);

  private OrphanedServer() {}

  /**
   * Stops them, and returns when they are gone. A server that does not stop within 20 s is killed.
   *
   * @param dataDirectory as its processes are told it; its owner must be known to be gone
   * @throws IllegalStateException if one cannot be stopped
   */
  static void stopOn(Path dataDirectory) {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses().filter(process -> servesOn(process, dataDirectory)).toList();
    for (ProcessHandle process : found) {
      LOG.warn("process {} of an earlier start still runs on {}", process.pid(), dataDirectory);
      process.destroy();
    }
    for (ProcessHandle process : found) {
      if (ended(process, ASKED)) {
        continue;
      }
      process.destroyForcibly();
      if (!ended(process, KILLED)) {
        throw new IllegalStateException(
            "database: process %d still runs on %s (expected: to stop when killed)"
                .formatted(process.pid(), dataDirectory));
      }
    }
  }

  private static boolean servesOn(ProcessHandle process, Path dataDirectory) {
    String program =
        process.info().command().map(path -> Path.of(path).getFileName().toString()).orElse("");
    String[] arguments = process.info().arguments().orElse(new String[0]);
    return PROGRAMS.contains(program)
        && Arrays.asList(arguments).contains(dataDirectory.toString());
  }

  private static boolean ended(ProcessHandle process, Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("process %d: %s".formatted(process.pid(), e), e);
    }
  }
}
