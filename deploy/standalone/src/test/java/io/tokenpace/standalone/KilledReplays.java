package io.tokenpace.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills replays with kill -9 at random points, starts each again with the same command until it is
 * through, and compares rows and report with those of a replay that nobody disturbed. A point is a
 * random time after a random line of what the replay says, so that every step of it gets its share
 * however busy the machine is. The script {@code kill-test} runs it.
 */
final class KilledReplays {
  private static final int MAX_KILLS_IN_A_ROW = 3;
  // From the first line to that of the report; what follows comes at once.
  private static final int LINES = 11;
  private static final int MILLIS_AFTER_LINE = 1_500;

  private final Path up;
  private final Path directory;
  private final Path binaries;
  private final List<Path> files;
  private final Random random;

  private KilledReplays(Path up, Path directory, Path binaries, List<Path> files, long seed) {
    this.up = up;
    this.directory = directory;
    this.binaries = binaries;
    this.files = files;
    this.random = new Random(seed);
  }

  /** Arguments: the script up, the database's programs, kills, seed, trace files. */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[3]);
    Path directory = Files.createTempDirectory("tokenpace-kill-test-");
    say("seed %d, files in %s", seed, directory);
    List<Path> files = new ArrayList<>();
    for (int file = 4; file < arguments.length; file++) {
      files.add(Path.of(arguments[file]).toAbsolutePath());
    }
    new KilledReplays(Path.of(arguments[0]), directory, Path.of(arguments[1]), files, seed)
        .run(Integer.parseInt(arguments[2]));
  }

  private void run(int kills) throws IOException, InterruptedException, SQLException {
    finish("undisturbed");
    List<String> rows = rows("undisturbed");
    String report = Files.readString(report("undisturbed"));
    say("undisturbed: %d rows", rows.size());
    int done = 0;
    for (int round = 1; done < kills; round++) {
      String name = "round-" + round;
      int inThisRound = Math.min(kills - done, 1 + random.nextInt(MAX_KILLS_IN_A_ROW));
      for (int kill = 0; kill < inThisRound; kill++) {
        boolean killed =
            kill(name, random.nextInt(LINES + 1), random.nextInt(MILLIS_AFTER_LINE), report);
        done += killed ? 1 : 0;
      }
      finish(name);
      require(rows(name).equals(rows), name + ": other rows");
      require(Files.readString(report(name)).equals(report), name + ": another report");
      say("%s: same %d rows, same report; %d kills so far", name, rows.size(), done);
    }
  }

  /** Whether it was still running then. */
  private boolean kill(String name, int afterLines, int afterMillis, String finishedReport)
      throws IOException, InterruptedException {
    Process process = start(name);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String last = readLines(lines, afterLines);
      if (process.waitFor(afterMillis, TimeUnit.MILLISECONDS)) {
        require(process.exitValue() == 0, name + ": " + last);
        say("%s: was through %d ms after: %s", name, afterMillis, last);
        return false;
      }
      process.destroyForcibly().waitFor();
      say("%s: killed %4d ms after: %s", name, afterMillis, last);
    }
    if (Files.exists(report(name))) {
      require(
          Files.readString(report(name)).equals(finishedReport), name + ": half a report is left");
    }
    return true;
  }

  private void finish(String name) throws IOException, InterruptedException {
    Process process = start(name);
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String last = readLines(lines, Integer.MAX_VALUE);
      require(process.waitFor() == 0, name + ": " + last);
    }
  }

  /** The last of so many lines, or of those there are. */
  private static String readLines(BufferedReader lines, int count) throws IOException {
    String last = "(the start)";
    for (int read = 0; read < count; read++) {
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      last = line;
    }
    return last;
  }

  private Process start(String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(up.toString(), "--format", "vllm-bench"));
    command.addAll(List.of("--data", data(name).toString(), "--report", report(name).toString()));
    files.forEach(file -> command.addAll(List.of("--replay", file.toString())));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private List<String> rows(String name) throws SQLException {
    return SavedRows.inPromisedColumns(data(name), binaries);
  }

  private Path data(String name) {
    return directory.resolve(name);
  }

  private Path report(String name) {
    return directory.resolve(name + ".json");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // Every caller is above.
  private static void say(String format, Object... values) {
    System.out.println(format.formatted(values));
  }
}
