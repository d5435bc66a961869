package io.tokenpace.standalone.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the data in a directory were ever ready. A first start that is killed half-way leaves
 * data that no second start can use, and that hold nothing yet: they are deleted.
 *
 * <p>A file in the directory says so. Immutable.
 *
 * @param directory where the data lie
 */
public record FirstStart(Path directory) {
  private static final String DONE = "tokenpace-started";

  /** Empties the directory, unless what is in it was ready once; makes it if it is not there. */
  public void prepare() throws IOException {
    if (!Files.exists(directory.resolve(DONE))) {
      FileTree.delete(directory, null);
    }
    Files.createDirectories(directory);
  }

  /** Takes note that the data are ready. Doing it again does nothing. */
  public void done() throws IOException {
    Path done = directory.resolve(DONE);
    if (!Files.exists(done)) {
      Files.createFile(done);
    }
  }
}
