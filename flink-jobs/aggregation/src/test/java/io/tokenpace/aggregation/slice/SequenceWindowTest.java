package io.tokenpace.aggregation.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceWindowTest {
  /** Everything that ever came, and every sequence a gap showed, one by one. */
  private static final class Model {
    private final Set<Long> seen = new HashSet<>();
    private final Map<Long, Long> missingIn = new HashMap<>();
    private long highest = -1;

    boolean duplicate(long sequence) {
      return seen.contains(sequence) || sequence <= highest - 1_024;
    }

    long mark(long sequence, long slice) {
      seen.add(sequence);
      long missing = 0;
      if (sequence > highest) {
        for (long gap = highest + 1; highest >= 0 && gap < sequence; gap++) {
          missingIn.put(gap, slice);
          missing++;
        }
        highest = sequence;
      }
      return missing;
    }

    long takeBack(long sequence) {
      Long slice = missingIn.remove(sequence);
      return slice == null ? -1 : slice;
    }
  }

  @ParameterizedTest(name = "jumps of up to {0}, which is also the seed")
  @ValueSource(longs = {3, 40, 700, 3_000})
  void agreesWithASetOfAllThatCame(long reach) {
    Random random = new Random(reach);
    SequenceWindow window = new SequenceWindow();
    Model model = new Model();
    long around = random.nextInt(50);
    for (int step = 0; step < 20_000; step++) {
      long sequence = Math.max(0, around + random.nextInt((int) reach * 2) - reach);
      around += random.nextInt(3);

      assertThat(window.duplicate(sequence))
          .as("step %d: %d", step, sequence)
          .isEqualTo(model.duplicate(sequence));
      if (!model.duplicate(sequence)) {
        assertThat(window.mark(sequence, step))
            .as("step %d: %d", step, sequence)
            .isEqualTo(model.mark(sequence, step));
        assertThat(window.takeBack(sequence))
            .as("step %d: %d", step, sequence)
            .isEqualTo(model.takeBack(sequence));
      }
      assertThat(window.highest()).isEqualTo(model.highest);
    }
    assertThat(window.gaps()).hasSizeLessThanOrEqualTo(SequenceWindow.WIDTH / 2);
  }

  @Test
  void tellsApartExactlyTheLast1024() {
    SequenceWindow window = new SequenceWindow();
    window.mark(5_000, 0);

    assertThat(window.duplicate(5_000 - 1_023)).isFalse();
    assertThat(window.duplicate(5_000 - 1_024)).isTrue();
  }

  @Test
  void aJumpClearsTheWholeWindow() {
    SequenceWindow window = new SequenceWindow();
    for (long sequence = 0; sequence < 2_048; sequence++) {
      window.mark(sequence, 0);
    }
    window.mark(10_000, 0);

    for (long sequence = 10_000 - 1_023; sequence < 10_000; sequence++) {
      assertThat(window.duplicate(sequence)).as("%d", sequence).isFalse();
    }
  }

  @Test
  void theFirstSequenceShowsNothingToBeMissing() {
    assertThat(new SequenceWindow().mark(17, 0)).isZero();
  }

  @Test
  void aGapIsTakenBackFromTheSliceThatShowedItOnceAndSplitAround() {
    SequenceWindow window = new SequenceWindow();
    window.mark(0, 100);

    assertThat(window.mark(5, 200)).isEqualTo(4);
    assertThat(window.takeBack(2)).isEqualTo(200);
    assertThat(window.takeBack(2)).isEqualTo(-1);
    assertThat(window.takeBack(1)).isEqualTo(200);
    assertThat(window.takeBack(4)).isEqualTo(200);
    assertThat(window.gaps()).containsExactly(new SequenceWindow.Gap(3, 3, 200));
  }

  @Test
  void aJumpBeyondTheWindowForgetsWhatLiesBelowIt() {
    SequenceWindow window = new SequenceWindow();
    window.mark(0, 0);
    window.mark(2, 0);

    assertThat(window.mark(1_000_000, 10)).isEqualTo(999_997);
    assertThat(window.duplicate(1)).isTrue();
    assertThat(window.duplicate(999_999)).isFalse();
    assertThat(window.takeBack(999_999)).isEqualTo(10);
  }
}
