package io.tokenpace.standalone.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory for everything the parts write, and the log beside it.
 *
 * <p>Thread-safe.
 */
public final class WorkDirectory {
  /** Disk space a replay wants to find free, in bytes: 1 GiB. */
  public static final long MIN_FREE_BYTES = 1L << 30;

  private static final String PREFIX = "tokenpace-";
  private static final String LOG = "up.log";

  private final Path directory;

  private WorkDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * What speaks against making one below a directory, or null.
   *
   * @param parent the directory for temporary files
   * @return {@code subject: value (expected: …)}
   */
  public static @Nullable String problem(Path parent) {
    if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
      return "temporary directory: %s (expected: a writable directory)".formatted(parent);
    }
    try {
      long freeBytes = Files.getFileStore(parent).getUsableSpace();
      return freeBytes >= MIN_FREE_BYTES
          ? null
          : "temporary directory: %s: %d MiB free (expected: >= %d MiB)"
              .formatted(parent, freeBytes >> 20, MIN_FREE_BYTES >> 20);
    } catch (IOException e) {
      return "temporary directory: %s: %s (expected: readable)".formatted(parent, e.getMessage());
    }
  }

  /**
   * Makes one.
   *
   * @param parent the directory for temporary files
   */
  public static WorkDirectory create(Path parent) throws IOException {
    return new WorkDirectory(Files.createTempDirectory(parent, PREFIX));
  }

  /** A directory of a part; not made yet. */
  public Path of(String part) {
    return directory.resolve(part);
  }

  /** The file logs go to. */
  public Path log() {
    return directory.resolve(LOG);
  }

  /** Deletes all of it. Files that are already gone are no problem. */
  public void delete() throws IOException {
    deleteBut(null);
  }

  /** Deletes all of it but the log. */
  public void deleteButLog() throws IOException {
    deleteBut(log());
  }

  private void deleteBut(@Nullable Path kept) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(kept)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (kept == null || !left.equals(directory)) {
              Files.deleteIfExists(left);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
