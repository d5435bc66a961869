package io.tokenpace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills replays with kill -9 at random points, starts each again with the same command until it is
 * through, and compares rows and report with those of a replay that nobody disturbed. The script
 * {@code kill-test} runs it.
 */
final class KilledReplays {
  private static final int MAX_KILLS_IN_A_ROW = 3;

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
    long startNanos = System.nanoTime();
    finish("undisturbed");
    long wholeMillis = (System.nanoTime() - startNanos) / 1_000_000;
    List<String> rows = rows("undisturbed");
    String report = Files.readString(report("undisturbed"));
    say("undisturbed: %d ms, %d rows", wholeMillis, rows.size());
    int done = 0;
    for (int round = 1; done < kills; round++) {
      String name = "round-" + round;
      int inThisRound = Math.min(kills - done, 1 + random.nextInt(MAX_KILLS_IN_A_ROW));
      for (int kill = 0; kill < inThisRound; kill++) {
        done += kill(name, random.nextInt((int) wholeMillis), report) ? 1 : 0;
      }
      finish(name);
      require(rows(name).equals(rows), name + ": other rows");
      require(Files.readString(report(name)).equals(report), name + ": another report");
      say("%s: same %d rows, same report; %d kills so far", name, rows.size(), done);
    }
  }

  /** Whether it was still running then. */
  private boolean kill(String name, int afterMillis, String finishedReport)
      throws IOException, InterruptedException {
    Process process = start(name);
    if (process.waitFor(afterMillis, TimeUnit.MILLISECONDS)) {
      require(process.exitValue() == 0, name + ": " + lastLine(name));
      say("%s: was through before %d ms", name, afterMillis);
      return false;
    }
    process.destroyForcibly().waitFor();
    say("%s: killed after %5d ms, at: %s", name, afterMillis, lastLine(name));
    if (Files.exists(report(name))) {
      require(
          Files.readString(report(name)).equals(finishedReport), name + ": half a report is left");
    }
    return true;
  }

  private void finish(String name) throws IOException, InterruptedException {
    Process process = start(name);
    require(process.waitFor(5, TimeUnit.MINUTES), name + ": does not end");
    require(process.exitValue() == 0, name + ": " + lastLine(name));
  }

  private Process start(String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(up.toString(), "--format", "vllm-bench"));
    command.addAll(List.of("--data", data(name).toString(), "--report", report(name).toString()));
    files.forEach(file -> command.addAll(List.of("--replay", file.toString())));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(console(name).toFile())
        .start();
  }

  private List<String> rows(String name) throws SQLException {
    return SavedRows.inPromisedColumns(data(name), binaries);
  }

  private String lastLine(String name) throws IOException {
    List<String> lines = Files.readAllLines(console(name));
    return lines.isEmpty() ? "(nothing said yet)" : lines.get(lines.size() - 1);
  }

  private Path data(String name) {
    return directory.resolve(name);
  }

  private Path report(String name) {
    return directory.resolve(name + ".json");
  }

  private Path console(String name) {
    return directory.resolve(name + ".out");
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
