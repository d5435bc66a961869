package io.tokenpace.aggregation.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalsTest {
  private static final int MOMENTS = 120;

  private static List<Long> moments(Intervals intervals) {
    List<Long> moments = new ArrayList<>();
    intervals.forEach(
        (from, to) -> {
          for (long moment = from; moment < to; moment++) {
            moments.add(moment);
          }
        });
    return moments;
  }

  private static List<Long> moments(BitSet bits) {
    return bits.stream().mapToObj(moment -> (long) moment).toList();
  }

  /** How many stretches of ones there are. */
  private static int stretches(BitSet bits) {
    int count = 0;
    for (int from = bits.nextSetBit(0);
        from >= 0;
        from = bits.nextSetBit(bits.nextClearBit(from))) {
      count++;
    }
    return count;
  }

  @Test
  void isTheSetOfMomentsThatWereAdded() {
    for (long seed : Seeds.of(500)) {
      Random random = new Random(seed);
      Intervals intervals = new Intervals();
      BitSet bits = new BitSet();
      for (int added = random.nextInt(20); added >= 0; added--) {
        int from = random.nextInt(MOMENTS);
        int to = Math.min(MOMENTS, from + random.nextInt(12));
        intervals.add(from, to);
        bits.set(from, to);
      }
      String where = Seeds.describe(seed);
      assertThat(moments(intervals)).as(where).isEqualTo(moments(bits));
      assertThat(intervals.size()).as(where).isEqualTo(stretches(bits));
      assertThat(intervals.lastEndMicros())
          .as(where)
          .isEqualTo(bits.isEmpty() ? Long.MIN_VALUE : bits.length());
      int at = random.nextInt(MOMENTS);
      assertThat(intervals.endOfStretchAt(at)).as(where).isEqualTo(bits.nextClearBit(at));

      int from = random.nextInt(MOMENTS);
      int to = from + random.nextInt(MOMENTS);
      Intervals within = new Intervals();
      within.addWithin(intervals, from, to);
      BitSet cut = (BitSet) bits.clone();
      cut.clear(0, from);
      cut.clear(to, MOMENTS + to);
      assertThat(moments(within)).as(where).isEqualTo(moments(cut));
      assertThat(intervals.intersects(from, to)).as(where).isEqualTo(!cut.isEmpty());

      intervals.forgetBefore(from);
      BitSet later = (BitSet) bits.clone();
      // a stretch that begins before and ends after stays whole
      later.clear(0, Math.max(0, bits.get(from) ? bits.previousClearBit(from) + 1 : from));
      assertThat(moments(intervals)).as(where).isEqualTo(moments(later));
    }
  }

  @Test
  void stretchesThatTouchAreOneAndEmptyOnesNone() {
    Intervals intervals = new Intervals();
    intervals.add(5, 5);
    intervals.add(9, 7);
    assertThat(intervals.size()).isZero();

    intervals.add(10, 20);
    intervals.add(30, 40);
    intervals.add(20, 30);

    assertThat(intervals.size()).isEqualTo(1);
    assertThat(intervals.endOfStretchAt(10)).isEqualTo(40);
    assertThat(intervals.endOfStretchAt(40)).isEqualTo(40);
    assertThat(intervals.endOfStretchAt(9)).isEqualTo(9);
  }
}
