package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class LatestRunTest {
  private final LatestRun latest = new LatestRun();
  private final List<RunRow> passed = new ArrayList<>();

  @Test
  void passesARunOnOnce() {
    show(run("a", "x", 1), run("a", "x", 2), run("b", "x", 3), run("a", "x", 4));

    assertThat(passed).containsExactly(run("a", "x", 1), run("b", "x", 3));
  }

  @Test
  void passesOnWhatWasAppendedLater() {
    show(run("a", "x", 1), run("a", "y", 2));

    assertThat(passed).containsExactly(run("a", "x", 1), run("a", "y", 2));
  }

  @Test
  void ignoresWhatWasAppendedEarlierButReadLater() {
    show(run("a", "y", 2), run("a", "x", 1));

    assertThat(passed).containsExactly(run("a", "y", 2));
  }

  @Test
  void forgetsTheRunItHasNotHeardOfForLongest() {
    show(run("first", "x", 1), run("second", "x", 1));
    for (int i = 2; i < LatestRun.MAX_RUNS; i++) {
      show(run("run-" + i, "x", 1));
    }
    show(run("first", "x", 2), run("one more", "x", 2));
    passed.clear();

    show(run("first", "x", 3), run("second", "x", 3));

    assertThat(passed).containsExactly(run("second", "x", 3));
  }

  private void show(RunRow... rows) {
    ListCollector<RunRow> out = new ListCollector<>(passed);
    for (RunRow row : rows) {
      latest.flatMap(row, out);
    }
  }

  private static RunRow run(String name, String configHash, long appendedMicros) {
    return new RunRow(name, false, 10, 20L, configHash, appendedMicros);
  }
}
