package io.tokenpace.standalone.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory for everything the parts write, and the log beside it: a temporary one, or one whose
 * data the next process finds again. Nobody else uses it at the same time: a lock sees to that,
 * which ends with the process however that ends.
 *
 * <p>Thread-safe.
 */
public final class WorkDirectory {
  private static final String PREFIX = "tokenpace-";
  private static final String LOG = "up.log";
  private static final String TEMPORARY = "temporary";
  private static final String LOCK = "tokenpace.lock";
  // Kafka, Flink and PostgreSQL's own scripts split or expand paths at these.
  private static final String SPECIAL = ",:|\"'`$\\";

  private final Path directory;
  private final Path temporary;
  private final FileChannel lock;

  private WorkDirectory(Path directory, Path temporary, FileChannel lock) {
    this.directory = directory;
    this.temporary = temporary;
    this.lock = lock;
  }

  /**
   * What speaks against a temporary one below a directory, or null.
   *
   * @param parent the directory for temporary files
   * @return {@code subject: value (expected: …)}
   */
  public static @Nullable String problemBelow(Path parent) {
    return problem("temporary directory", parent);
  }

  /**
   * What speaks against keeping data in a directory, or null. Whether another process uses it shows
   * only when it is opened.
   *
   * @param directory the directory; need not be there if the one above it is
   * @return {@code subject: value (expected: …)}
   */
  public static @Nullable String problemOf(Path directory) {
    if (!Files.exists(directory)) {
      Path parent = directory.toAbsolutePath().normalize().getParent();
      return parent == null ? null : problem("--data", directory, parent);
    }
    if (!Files.isDirectory(directory)) {
      return "--data: %s: a file (expected: a directory)".formatted(directory);
    }
    String problem = problem("--data", directory);
    if (problem != null) {
      return problem;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return Files.exists(directory.resolve(LOCK)) || files.findAny().isEmpty()
          ? null
          : "--data: %s: holds other files (expected: an empty directory, or one of an earlier up)"
              .formatted(directory);
    } catch (IOException e) {
      return "--data: %s: %s (expected: readable)".formatted(directory, e.getMessage());
    }
  }

  private static @Nullable String problem(String subject, Path directory) {
    return problem(subject, directory, directory);
  }

  private static @Nullable String problem(String subject, Path named, Path written) {
    if (!Files.isDirectory(written) || !Files.isWritable(written)) {
      return "%s: %s (expected: a writable directory)".formatted(subject, named);
    }
    String path = named.toAbsolutePath().toString();
    return path.chars().anyMatch(character -> SPECIAL.indexOf(character) >= 0)
        ? "%s: %s (expected: a path without any of %s)".formatted(subject, named, SPECIAL)
        : null;
  }

  /**
   * Makes a temporary one.
   *
   * @param parent the directory for temporary files
   */
  public static WorkDirectory temporaryBelow(Path parent) throws IOException {
    Path directory = Files.createTempDirectory(parent, PREFIX);
    FileChannel lock = lock(directory);
    if (lock == null) {
      throw new IOException(directory + ": locked by another process");
    }
    return new WorkDirectory(directory, directory, lock);
  }

  /**
   * Opens one whose data are kept, or makes it.
   *
   * @return null if another process uses it
   */
  public static @Nullable WorkDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    FileChannel lock = lock(real);
    if (lock == null) {
      return null;
    }
    WorkDirectory work = new WorkDirectory(real, real.resolve(TEMPORARY), lock);
    // A process that was killed has left it.
    work.delete();
    return work;
  }

  private static @Nullable FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Used by this very process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  /** Where a part keeps its data; not made yet. */
  public Path of(String part) {
    return directory.resolve(part);
  }

  /** Where a part keeps what nobody needs later; not made yet. */
  public Path temporaryOf(String part) {
    return temporary.resolve(part);
  }

  /** The file logs go to. */
  public Path log() {
    return directory.resolve(LOG);
  }

  /** Deletes what is temporary. Files that are already gone are no problem. */
  public void delete() throws IOException {
    FileTree.delete(temporary, null);
  }

  /** Deletes what is temporary but the log. */
  public void deleteButLog() throws IOException {
    Path log = log();
    FileTree.delete(temporary, log.startsWith(temporary) ? log : null);
  }

  /** Lets others use it. Doing it again does nothing. */
  public void unlock() throws IOException {
    lock.close();
  }
}
