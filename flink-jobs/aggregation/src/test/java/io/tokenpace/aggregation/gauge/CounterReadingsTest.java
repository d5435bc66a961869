package io.tokenpace.aggregation.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.gauge.CounterReadings.Position;
import io.tokenpace.aggregation.gauge.CounterReadings.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Slices of 10 ms; after 50 ms nothing is made of a reading any more. */
class CounterReadingsTest {
  private static final long FORGOTTEN_AFTER = 50_000;
  private static final GaugeSource SOURCE = new GaugeSource("n", "e", "t");

  private final CounterReadings readings = new CounterReadings();
  private final TreeSet<Long> changed = new TreeSet<>();

  private void add(long started, long millis, long value) {
    readings.add(
        new Position(started, millis / 10 * 10),
        new Reading(millis * 1_000, value, SOURCE),
        changed::add);
  }

  private List<Long> increases(long sliceMillis) {
    List<Long> increases = new ArrayList<>();
    readings.forEachIncrease(
        sliceMillis, FORGOTTEN_AFTER, (source, increase) -> increases.add(increase));
    return increases;
  }

  @Test
  void theIncreaseIsFromTheLastOfASliceToTheLastOfTheNext() {
    add(1, 3, 100);
    add(1, 7, 104);
    add(1, 12, 110);
    add(1, 19, 111);
    add(1, 35, 120);

    assertThat(increases(0)).as("of the first nothing can be said").isEmpty();
    assertThat(increases(10)).containsExactly(7L);
    assertThat(increases(20)).isEmpty();
    assertThat(increases(30)).containsExactly(9L);
  }

  @Test
  void anotherStartBeginsAnewFromNothing() {
    add(1, 3, 100);
    add(1, 11, 105);
    add(14_000, 15, 2);
    add(14_000, 19, 8);
    add(14_000, 25, 9);

    assertThat(increases(10)).containsExactly(5L, 8L);
    assertThat(increases(20)).containsExactly(1L);
  }

  @Test
  void whatComesLateChangesItsSliceAndTheNext() {
    add(1, 3, 100);
    add(1, 33, 130);
    assertThat(increases(30)).containsExactly(30L);
    changed.clear();

    add(1, 15, 110);

    assertThat(changed).containsExactly(10L, 30L);
    assertThat(increases(10)).containsExactly(10L);
    assertThat(increases(30)).containsExactly(20L);
  }

  @Test
  void aValueThatFallsCountsNothing() {
    add(1, 3, 100);
    add(1, 13, 90);
    add(1, 23, 95);

    assertThat(increases(10)).containsExactly(0L);
    assertThat(increases(20)).containsExactly(5L);
  }

  @Test
  void afterALongSilenceNothingCanBeSaid() {
    add(1, 3, 100);
    add(1, 53, 105);
    add(1, 104, 120);
    add(200_000, 160, 120);

    assertThat(increases(50)).containsExactly(5L);
    assertThat(increases(100)).isEmpty();
    assertThat(increases(160)).isEmpty();
  }

  @Test
  void theLastBeforeIsKeptForAsLongAsAnythingCanFollowUponIt() {
    add(1, 3, 100);
    add(1, 13, 101);
    add(1, 23, 102);

    readings.forgetBefore(20_000, FORGOTTEN_AFTER);
    assertThat(increases(20)).containsExactly(1L);
    assertThat(readings.all()).hasSize(2);

    readings.forgetBefore(73_000, FORGOTTEN_AFTER);
    assertThat(readings.all()).hasSize(1);
    readings.forgetBefore(73_001, FORGOTTEN_AFTER);
    assertThat(readings.isEmpty()).isTrue();
  }
}
