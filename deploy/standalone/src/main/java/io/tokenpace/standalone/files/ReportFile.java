package io.tokenpace.standalone.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The file a report is written to: whoever reads it finds the old one or the new one, never half of
 * one.
 *
 * @param path where it is, as it was given
 */
public record ReportFile(Path path) {
  /** What speaks against writing there, or null: {@code subject: value (expected: …)}. */
  public @Nullable String problem() {
    if (Files.isDirectory(path)) {
      return "--report: %s: a directory (expected: a file)".formatted(path);
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      return "--report: %s: not a regular file (expected: a file)".formatted(path);
    }
    Path parent = parent();
    return Files.isDirectory(parent) && Files.isWritable(parent)
        ? null
        : "--report: %s (expected: a file in a writable directory)".formatted(path);
  }

  /**
   * A file beside this one: its name without {@code .json}, and an ending.
   *
   * @param ending as in {@code .truth.json}
   */
  public ReportFile beside(String ending) {
    String name = String.valueOf(path.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return new ReportFile(path.resolveSibling(stem + ending));
  }

  /** Writes the file, in place of one that may be there. */
  public void write(String text) throws IOException {
    long process = ProcessHandle.current().pid();
    Path half = parent().resolve(".%s.%d".formatted(path.getFileName(), process));
    try {
      Files.writeString(half, text);
      Files.move(half, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private Path parent() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }
}
