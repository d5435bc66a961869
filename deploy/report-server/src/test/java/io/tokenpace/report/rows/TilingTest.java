package io.tokenpace.report.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TilingTest {
  private static final long MINUTE = 60_000;
  private static final long FIVE = 5 * MINUTE;
  private static final long HOUR = 60 * MINUTE;

  private final List<RowPosition> rows = new ArrayList<>();

  private void add(long windowMillis, long... endMinutes) {
    for (long end : endMinutes) {
      rows.add(row(windowMillis, end));
    }
  }

  private static RowPosition row(long windowMillis, long endMinute) {
    return new RowPosition(windowMillis, endMinute * MINUTE);
  }

  private List<RowPosition> choose(long fromMinute, long toMinute) {
    Tiling tiling =
        new Tiling(
            new Range(
                Instant.ofEpochMilli(fromMinute * MINUTE),
                Instant.ofEpochMilli(toMinute * MINUTE)));
    for (long length : Tiling.longestFirst(rows.stream().map(RowPosition::windowMillis).toList())) {
      List<Range> gaps = tiling.gaps(length);
      tiling.take(
          rows.stream()
              .filter(row -> row.windowMillis() == length)
              .filter(row -> gaps.stream().anyMatch(gap -> holds(gap, row)))
              .toList());
    }
    return tiling.chosen();
  }

  private static boolean holds(Range range, RowPosition row) {
    return row.startMillis() >= range.from().toEpochMilli()
        && row.windowEndMillis() <= range.to().toEpochMilli();
  }

  /** All rows of data in every minute from 0 to 120. */
  private void addTwoFullHours() {
    for (long minute = 1; minute <= 120; minute++) {
      add(MINUTE, minute);
      if (minute % 5 == 0) {
        add(FIVE, minute);
      }
      if (minute % 60 == 0) {
        add(HOUR, minute);
      }
    }
  }

  @Test
  void takesTheLongestRowsThatFitAndFillsUpWithShorterOnes() {
    addTwoFullHours();

    assertThat(choose(58, 120)).containsExactly(row(MINUTE, 59), row(MINUTE, 60), row(HOUR, 120));
    assertThat(choose(0, 66)).containsExactly(row(HOUR, 60), row(FIVE, 65), row(MINUTE, 66));
  }

  @Test
  void neverTakesARowThatReachesOutOfTheRange() {
    addTwoFullHours();

    assertThat(choose(1, 60)).doesNotContain(row(HOUR, 60), row(FIVE, 5)).hasSize(4 + 11);
    assertThat(choose(0, 59)).doesNotContain(row(HOUR, 60), row(FIVE, 60)).hasSize(11 + 4);
  }

  @Test
  void timeWithoutRowsIsTimeWithoutData() {
    add(MINUTE, 2, 58);
    add(FIVE, 5, 60);

    assertThat(choose(0, 60)).containsExactly(row(FIVE, 5), row(FIVE, 60));
    assertThat(choose(0, 59)).containsExactly(row(FIVE, 5), row(MINUTE, 58));
    assertThat(choose(10, 20)).isEmpty();
  }

  @Test
  void fallsBackToShorterRowsWhereALongerOneIsNotThere() {
    addTwoFullHours();
    rows.remove(row(HOUR, 120));

    assertThat(choose(0, 120)).hasSize(1 + 12).startsWith(row(HOUR, 60), row(FIVE, 65));
  }

  @Test
  void doesNotUseALengthThatDoesNotNest() {
    add(2 * MINUTE, 2, 4, 6, 8, 10);
    add(FIVE, 5, 10);

    assertThat(choose(0, 10)).hasSize(5).allMatch(row -> row.windowMillis() == 2 * MINUTE);
  }

  @Test
  void worksBeforeTheEpoch() {
    add(MINUTE, -5, -4);
    add(FIVE, -5, 0);

    assertThat(choose(-10, 0)).containsExactly(row(FIVE, -5), row(FIVE, 0));
    assertThat(choose(-10, -1)).containsExactly(row(FIVE, -5), row(MINUTE, -4));
  }

  @Test
  void everyMinuteIsTakenExactlyOnceInAnyRange() {
    addTwoFullHours();

    for (long from = 0; from < 120; from++) {
      for (long to = from + 1; to <= 120; to++) {
        long expectedStart = from * MINUTE;
        for (RowPosition row : choose(from, to)) {
          assertThat(row.startMillis()).isEqualTo(expectedStart);
          expectedStart = row.windowEndMillis();
        }
        assertThat(expectedStart).isEqualTo(to * MINUTE);
      }
    }
  }
}
