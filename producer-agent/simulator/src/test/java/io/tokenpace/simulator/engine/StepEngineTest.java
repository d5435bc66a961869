package io.tokenpace.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Worked by hand with steps of 1000 + 100 a sequence + 10 a prompt token. */
class StepEngineTest {
  private static final StepCost COST = new StepCost(1_000, 100, 10);
  private final ManualTimer timer = new ManualTimer();

  private StepEngine engine(int stepTokens, int running, int waiting, int blocks) {
    return new StepEngine(COST, new EngineLimits(stepTokens, running, waiting, blocks, 4), timer);
  }

  @Test
  void prefillsThenDecodesOneRequest() {
    FakeGeneration only = FakeGeneration.of(10, 3);

    engine(50, 8, 8, 100).submit(only);
    timer.runAll();

    // 1000 + 100 + 10 × 10, then 1000 + 100 each.
    assertThat(only.stepNanos).containsExactly(1_200L, 2_300L, 3_400L);
    assertThat(only.admittedNanos).isZero();
  }

  @Test
  void longPromptTakesSeveralStepsAndSlowsTheDecodingBesideIt() {
    StepEngine engine = engine(21, 8, 8, 100);
    FakeGeneration first = FakeGeneration.of(10, 5);
    FakeGeneration longPrompt = FakeGeneration.of(45, 2);
    engine.submit(first);
    timer.advanceTo(1_200);

    engine.submit(longPrompt);
    timer.runAll();

    // Submitted during the second step, which does not know it: it ends at 1200 + 1100.
    // Then 20 prompt tokens beside one that decodes: 1000 + 100 + 200. Twice. Then 5 and two yield.
    assertThat(first.stepNanos).containsExactly(1_200L, 2_300L, 3_600L, 4_900L, 6_150L);
    assertThat(longPrompt.admittedNanos).isEqualTo(2_300);
    assertThat(longPrompt.stepNanos).containsExactly(6_150L, 7_250L);
  }

  @Test
  void servesTheQueueInOrderAndNothingOvertakes() {
    StepEngine engine = engine(50, 2, 8, 100);
    FakeGeneration first = FakeGeneration.of(10, 2);
    FakeGeneration pair =
        FakeGeneration.ofSequences(
            List.of(new Prompt(10, new long[0])), 2, new int[] {1}, new int[] {1});
    FakeGeneration last = FakeGeneration.of(10, 1);

    engine.submit(first);
    engine.submit(pair);
    engine.submit(last);
    timer.runAll();

    assertThat(first.stepNanos).containsExactly(1_200L, 2_300L);
    // The pair needs both places: it comes when the first is gone, and the last waits behind it.
    assertThat(pair.stepNanos).containsExactly(2_300L + 1_000 + 200 + 100);
    assertThat(last.stepNanos).containsExactly(3_600L + 1_200);
  }

  @Test
  void refusesWhatTheQueueHasNoRoomFor() {
    StepEngine engine = engine(50, 1, 2, 100);

    assertThat(engine.submit(FakeGeneration.of(10, 2))).isTrue();
    assertThat(engine.submit(FakeGeneration.of(10, 2))).isTrue();
    assertThat(engine.submit(FakeGeneration.of(10, 2))).isTrue();
    assertThat(engine.submit(FakeGeneration.of(10, 2))).isFalse();
    assertThat(engine.counts().runningSequences()).isEqualTo(1);
    assertThat(engine.counts().waitingSequences()).isEqualTo(2);
  }

  @Test
  void preemptsTheYoungestWhenBlocksRunOutAndComputesItAgain() {
    // 8 blocks of 4 tokens. Both prompts take 2 blocks, and 1 each for output.
    StepEngine engine = engine(50, 8, 8, 8);
    FakeGeneration old = FakeGeneration.of(8, 10);
    FakeGeneration young = FakeGeneration.of(8, 10);

    engine.submit(old);
    engine.submit(young);
    timer.runAll();

    // The first prefills alone: 1180. Then it decodes while the other prefills: 1280. Then both
    // decode: 1200. Output takes a block every 4 tokens: the 5th of each takes the last two blocks,
    // so old's 9th finds none, and young goes with 7 tokens.
    assertThat(engine.counts().preemptions()).isEqualTo(1);
    assertThat(old.stepNanos)
        .containsExactly(
            1_180L, 2_460L, 3_660L, 4_860L, 6_060L, 7_260L, 8_460L, 9_660L, 10_760L, 11_860L);
    // Back at 11860 it computes 8 + 7 tokens again.
    assertThat(young.stepNanos)
        .containsExactly(
            2_460L, 3_660L, 4_860L, 6_060L, 7_260L, 8_460L, 9_660L, 13_110L, 14_210L, 15_310L);
    assertThat(young.admissions).isEqualTo(1);
    assertThat(engine.counts().usedBlocks()).isZero();
  }

  @Test
  void findsTheBlocksOfAnEqualBeginningOnceTheyAreComputed() {
    StepEngine engine = engine(50, 8, 8, 100);
    FakeGeneration first = FakeGeneration.of(new Prompt(9, new long[] {11, 22}), 1);
    FakeGeneration same = FakeGeneration.of(new Prompt(9, new long[] {11, 22}), 1);
    FakeGeneration whole = FakeGeneration.of(new Prompt(8, new long[] {11, 22}), 1);
    FakeGeneration other = FakeGeneration.of(new Prompt(9, new long[] {11, 33}), 1);

    for (FakeGeneration generation : List.of(first, same, whole, other)) {
      engine.submit(generation);
      timer.runAll();
    }

    assertThat(first.cachedTokens).isZero();
    assertThat(same.cachedTokens).isEqualTo(8);
    // The last token is always computed, and with it its block.
    assertThat(whole.cachedTokens).isEqualTo(4);
    assertThat(other.cachedTokens).isEqualTo(4);
    assertThat(engine.counts().prefixQueriedTokens()).isEqualTo(9 + 9 + 8 + 9);
    assertThat(engine.counts().prefixHitTokens()).isEqualTo(16);
    // Only what is not cached costs: 1000 + 100 + 1 × 10.
    assertThat(same.stepNanos.get(0) - same.admittedNanos).isEqualTo(1_110);
  }

  @Test
  void dropsAnAbortedRequestAtOnceWhereverItIs() {
    StepEngine engine = engine(50, 1, 8, 100);
    FakeGeneration running = FakeGeneration.of(10, 5);
    FakeGeneration waiting = FakeGeneration.of(10, 5);
    FakeGeneration next = FakeGeneration.of(10, 1);
    engine.submit(running);
    engine.submit(waiting);
    engine.submit(next);
    timer.advanceTo(1_500);

    engine.abort(running);
    engine.abort(waiting);

    assertThat(engine.counts().usedBlocks()).isZero();
    assertThat(engine.counts().waitingSequences()).isEqualTo(1);
    timer.runAll();
    assertThat(running.stepNanos).containsExactly(1_200L);
    assertThat(waiting.admissions).isZero();
    // The step under way ends as planned, and the next begins after it.
    assertThat(next.stepNanos).containsExactly(2_300L + 1_200);
  }

  @Test
  void canBeAbortedByItsOwnStep() {
    StepEngine engine = engine(50, 8, 8, 100);
    FakeGeneration leaving = FakeGeneration.of(10, 5);
    FakeGeneration staying = FakeGeneration.of(10, 2);
    leaving.afterStep(() -> engine.abort(leaving));

    engine.submit(leaving);
    engine.submit(staying);
    timer.runAll();

    assertThat(leaving.stepNanos).hasSize(1);
    assertThat(staying.stepNanos).hasSize(2);
    assertThat(engine.counts().usedBlocks()).isZero();
  }

  @Test
  void keepsItsPaceUnlessItIsMoreThanAStepLate() {
    StepEngine slightlyLate = engine(50, 8, 8, 100);
    FakeGeneration paced = FakeGeneration.of(10, 3);
    timer.runLateBy(40);
    slightlyLate.submit(paced);
    timer.runAll();
    assertThat(paced.stepNanos).containsExactly(1_240L, 2_340L, 3_440L);

    ManualTimer busy = new ManualTimer();
    StepEngine tooLate = new StepEngine(COST, new EngineLimits(50, 8, 8, 100, 4), busy);
    FakeGeneration slowed = FakeGeneration.of(10, 2);
    busy.runLateBy(5_000);
    tooLate.submit(slowed);
    busy.runAll();
    assertThat(slowed.stepNanos).containsExactly(6_200L, 6_200L + 1_100 + 5_000);
  }

  @Test
  void knowsWhatCanNeverFit() {
    StepEngine engine = engine(50, 2, 8, 5);

    assertThat(engine.fits(FakeGeneration.of(16, 4))).isTrue();
    assertThat(engine.fits(FakeGeneration.of(17, 4))).isFalse();
    assertThat(engine.fits(FakeGeneration.of(16, 5))).isFalse();
    assertThat(
            engine.fits(
                FakeGeneration.ofSequences(
                    List.of(new Prompt(1, new long[0])),
                    3,
                    new int[] {1},
                    new int[] {1},
                    new int[] {1})))
        .isFalse();
  }
}
