package io.tokenpace.report.rows;

import io.tokenpace.report.Rollup;
import io.tokenpace.report.Run;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads which runs there are and how they add up.
 *
 * <p>Thread-safe if the data source is.
 */
public final class RunReader {
  /** So many keys of a roll-up are shown. */
  public static final int MOST_KEYS = 1_000;

  private final DataSource database;

  /** A reader of a database. */
  public RunReader(DataSource database) {
    this.database = database;
  }

  /**
   * Every run, the one that started last first.
   *
   * @throws ReportException if they cannot be read
   */
  public List<Run> runs() {
    return Snapshot.read(database, "runs", connection -> new RunRows(connection).runs());
  }

  /**
   * One run.
   *
   * @throws NoSuchElementException if there is no such run
   * @throws ReportException if it cannot be read
   */
  public Run run(String name) {
    return Snapshot.read(database, "run " + name, connection -> new RunRows(connection).run(name));
  }

  /**
   * The run that is meant if none is named: the live run that started last, else the run that
   * started last; empty if there is none.
   *
   * @throws ReportException if it cannot be read
   */
  public Optional<Run> usualRun() {
    List<Run> runs = runs();
    return runs.stream().filter(Run::live).findFirst().or(() -> runs.stream().findFirst());
  }

  /**
   * The roll-ups of a run, in the order they are shown.
   *
   * @throws NoSuchElementException if there is no such run
   * @throws ReportException if they cannot be read
   */
  public List<Rollup> rollups(String run) {
    return Snapshot.read(
        database, "run " + run, connection -> rollups(new RunRows(connection), run));
  }

  private static List<Rollup> rollups(RunRows rows, String name) throws SQLException {
    Run run = rows.run(name);
    List<Rollup> rollups = new ArrayList<>();
    for (String rollup : rows.rollups(run)) {
      List<String> keys = new ArrayList<>(rows.keys(run, rollup, null));
      keys.sort(null);
      rollups.add(
          new Rollup(
              rollup,
              List.copyOf(Keys.labels(keys.get(0)).keySet()),
              keys.subList(0, Math.min(keys.size(), MOST_KEYS)),
              keys.size()));
    }
    rollups.sort(Comparator.comparing(Rollup::name, ReportReader.shownOrder()));
    return rollups;
  }
}
