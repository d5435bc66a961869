package io.tokenpace.standalone.files;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * What the runs in a data directory were made of: a run's name is what its rows are found by, so it
 * must not come to stand for other files or another configuration.
 *
 * <p>NOT thread-safe.
 */
public final class RunRegister {
  private final Path file;
  private final Properties contentByRun = new Properties();

  private RunRegister(Path file) {
    this.file = file;
  }

  /**
   * Reads a register.
   *
   * @param file where it is; one that is not there yet is empty
   */
  public static RunRegister read(Path file) throws IOException {
    RunRegister register = new RunRegister(file);
    if (Files.exists(file)) {
      try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        register.contentByRun.load(reader);
      }
    }
    return register;
  }

  /** Whether a run of this name was made of something else. */
  public boolean contradicts(String run, String content) {
    return !contentByRun.getProperty(run, content).equals(content);
  }

  /** Adds a run. The file is the old one or the new one, never half of one. */
  public void add(String run, String content) throws IOException {
    if (content.equals(contentByRun.setProperty(run, content))) {
      return;
    }
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try (BufferedWriter writer = Files.newBufferedWriter(half, StandardCharsets.UTF_8)) {
      contentByRun.store(writer, "run = what it was made of");
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
