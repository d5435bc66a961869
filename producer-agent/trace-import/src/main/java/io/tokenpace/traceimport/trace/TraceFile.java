package io.tokenpace.traceimport.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a trace file whole, so that what is hashed is what is parsed. */
public final class TraceFile {
  private TraceFile() {}

  /**
   * The bytes of a file. Its length is checked before the first byte is read.
   *
   * @param file the file
   * @param maxBytes longest file that is read
   * @throws TraceException if it is no readable regular file, empty, or longer than that
   */
  public static byte[] read(Path file, long maxBytes) {
    requireRegular(file);
    try (InputStream input = Files.newInputStream(file)) {
      requireAtMost(file, Files.size(file), maxBytes);
      byte[] bytes = input.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
      requireAtMost(file, bytes.length, maxBytes);
      if (bytes.length == 0) {
        throw new TraceException(file, "empty (expected: a trace)");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new TraceException(file, "no such file (expected: a trace)", e);
    } catch (AccessDeniedException e) {
      throw new TraceException(file, "no permission (expected: a file this user may read)", e);
    } catch (IOException e) {
      throw new TraceException(
          file, "not readable: %s (expected: a trace)".formatted(e.getMessage()), e);
    }
  }

  private static void requireRegular(Path file) {
    if (Files.isDirectory(file)) {
      throw new TraceException(file, "a directory (expected: a file)");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new TraceException(file, "not a regular file (expected: a file)");
    }
  }

  private static void requireAtMost(Path file, long bytes, long maxBytes) {
    if (bytes > maxBytes) {
      throw new TraceException(
          file,
          "at least %d bytes (expected: <= %d; --max-file-size raises it)"
              .formatted(bytes, maxBytes));
    }
  }
}
