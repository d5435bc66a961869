package io.tokenpace.aggregation.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.gauge.DropReadings.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reports 10 to a slice of 100 ms. */
class DropReadingsTest {
  private final DropReadings drops = new DropReadings();
  private final Map<Long, Long> bySlice = new TreeMap<>();

  private void add(long sequence, long events) {
    drops.add(
        sequence,
        new Reading(sequence / 10 * 100, events),
        (slice, more) -> bySlice.merge(slice, more, Long::sum));
    bySlice.values().removeIf(events0 -> events0 == 0);
  }

  @Test
  void aBootBeginsFromNothing() {
    add(0, 2);
    add(3, 2);
    add(15, 9);

    assertThat(bySlice).containsExactlyInAnyOrderEntriesOf(Map.of(0L, 2L, 100L, 7L));
  }

  @Test
  void ofABootThatIsMetOnItsWayOnlyWhatIsMoreCounts() {
    add(1_000, 700);
    assertThat(bySlice).isEmpty();
    add(1_011, 703);

    assertThat(bySlice).containsExactly(Map.entry(10_100L, 3L));
  }

  @Test
  void whatComesLateMovesAnIncreaseToWhereItBelongs() {
    add(0, 0);
    add(25, 6);
    assertThat(bySlice).containsExactly(Map.entry(200L, 6L));

    add(12, 6);

    assertThat(bySlice).containsExactly(Map.entry(100L, 6L));
  }

  @Test
  void anyOrderGivesTheSame() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TreeMap<Long, Long> said = new TreeMap<>();
      long events = random.nextInt(3);
      for (long sequence = 5L * random.nextInt(2);
          sequence < 60;
          sequence += 1 + random.nextInt(9)) {
        events += Math.max(0, random.nextInt(6) - 3);
        said.put(sequence, events);
      }
      Map<Long, Long> inOrder = counted(new ArrayList<>(said.keySet()), said);
      List<Long> shuffled = new ArrayList<>(said.keySet());
      Collections.shuffle(shuffled, random);

      assertThat(counted(shuffled, said)).as("seed %d", seed).isEqualTo(inOrder);
    }
  }

  private static Map<Long, Long> counted(List<Long> order, Map<Long, Long> said) {
    DropReadingsTest test = new DropReadingsTest();
    order.forEach(sequence -> test.add(sequence, said.getOrDefault(sequence, 0L)));
    return test.bySlice;
  }

  @Test
  void theLastBeforeAnOpenSliceIsKept() {
    add(0, 1);
    add(5, 2);
    add(15, 3);
    drops.forgetBefore(100);
    add(17, 7);

    assertThat(drops.all().keySet()).containsExactly(5L, 15L, 17L);
    assertThat(bySlice).containsExactlyInAnyOrderEntriesOf(Map.of(0L, 2L, 100L, 5L));
  }
}
