package io.tokenpace.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The engine against a plain model of the same rules that keeps no blocks and shares no code. */
class BruteForceTest {
  private static final int BASE = 1_000;
  private static final int PER_SEQUENCE = 70;
  private static final int PER_PREFILL_TOKEN = 9;

  /** A request: arrival, prompt, tokens by sequence and step. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Load(long atNanos, int prompt, int[][] tokens) {
    int steps() {
      int steps = 0;
      for (int[] sequence : tokens) {
        steps = Math.max(steps, sequence.length);
      }
      return steps;
    }

    int yielding(int step) {
      int yielding = 0;
      for (int[] sequence : tokens) {
        yielding += step < sequence.length ? 1 : 0;
      }
      return yielding;
    }
  }

  @Test
  void yieldsEveryStepWhenThePlainModelDoes() {
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      List<Load> loads = loads(random);
      int stepTokens = 12 + random.nextInt(60);
      int runningMost = 1 + 4 + random.nextInt(6);
      EngineLimits limits = new EngineLimits(stepTokens, runningMost, 1_000, 100_000, 4);

      List<FakeGeneration> generations = run(loads, limits);

      List<Work> expected = plainModel(loads, stepTokens, runningMost);
      for (int index = 0; index < loads.size(); index++) {
        assertThat(generations.get(index).stepNanos)
            .as("request %d, %s", index, Seeds.describe(seed))
            .isEqualTo(expected.get(index).times);
      }
    }
  }

  @Test
  void endsEverythingAndLosesNoBlockHoweverSmallTheCacheIs() {
    long preemptions = 0;
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      List<Load> loads = loads(random);
      ManualTimer timer = new ManualTimer();
      EngineLimits limits = new EngineLimits(40, 9, 1_000, 60, 4);
      StepEngine engine = new StepEngine(new StepCost(BASE, 70, 9), limits, timer);
      List<FakeGeneration> generations = new ArrayList<>();
      for (Load load : loads) {
        FakeGeneration generation = generation(load, random.nextInt(3));
        assertThat(engine.fits(generation)).as(Seeds.describe(seed)).isTrue();
        timer.advanceTo(load.atNanos());
        engine.submit(generation);
        generations.add(generation);
        if (random.nextInt(10) == 0) {
          engine.abort(generations.remove(random.nextInt(generations.size())));
        }
      }
      timer.runAll();
      for (FakeGeneration generation : generations) {
        assertThat(generation.stepNanos).as(Seeds.describe(seed)).hasSize(generation.steps());
        assertThat(generation.stepNanos).as(Seeds.describe(seed)).isSorted();
      }
      assertThat(engine.counts().usedBlocks()).as(Seeds.describe(seed)).isZero();
      assertThat(engine.counts().runningSequences()).as(Seeds.describe(seed)).isZero();
      preemptions += engine.counts().preemptions();
    }
    assertThat(preemptions).as("the cache is small enough to preempt").isPositive();
  }

  private static List<Load> loads(Random random) {
    List<Load> loads = new ArrayList<>();
    long atNanos = 0;
    for (int count = 0; count < 25; count++) {
      atNanos += random.nextInt(3) == 0 ? random.nextInt(20_000) : random.nextInt(800);
      int[][] tokens = new int[1 + random.nextInt(2)][];
      for (int sequence = 0; sequence < tokens.length; sequence++) {
        tokens[sequence] = new int[1 + random.nextInt(12)];
        for (int step = 0; step < tokens[sequence].length; step++) {
          tokens[sequence][step] = 1 + random.nextInt(4);
        }
      }
      loads.add(new Load(atNanos, 1 + random.nextInt(100), tokens));
    }
    return loads;
  }

  /** A prompt of one of a few families, so that some have beginnings in common. */
  private static FakeGeneration generation(Load load, int family) {
    long[] hashes = new long[load.prompt() / 4];
    for (int block = 0; block < hashes.length; block++) {
      hashes[block] = 1_000L * family + block;
    }
    return FakeGeneration.ofSequences(
        List.of(new Prompt(load.prompt(), hashes)), load.tokens().length, load.tokens());
  }

  private static List<FakeGeneration> run(List<Load> loads, EngineLimits limits) {
    ManualTimer timer = new ManualTimer();
    StepEngine engine =
        new StepEngine(new StepCost(BASE, PER_SEQUENCE, PER_PREFILL_TOKEN), limits, timer);
    List<FakeGeneration> generations = new ArrayList<>();
    for (Load load : loads) {
      FakeGeneration generation =
          FakeGeneration.ofSequences(
              List.of(new Prompt(load.prompt(), new long[0])), load.tokens().length, load.tokens());
      timer.advanceTo(load.atNanos());
      engine.submit(generation);
      generations.add(generation);
    }
    timer.runAll();
    return generations;
  }

  /** A request in the plain model. */
  private static final class Work {
    final Load load;
    final List<Long> times = new ArrayList<>();
    int prefillLeft;
    boolean inBatch;

    Work(Load load) {
      this.load = load;
      this.prefillLeft = load.prompt();
    }

    boolean ended() {
      return times.size() == load.steps();
    }

    int sequences() {
      return load.tokens().length;
    }

    boolean isHere(long now, boolean beginsTheStep) {
      return beginsTheStep || load.atNanos() < now;
    }
  }

  /** Walks step by step over all requests; those that began earlier come first. */
  private static List<Work> plainModel(List<Load> loads, int stepTokens, int runningMost) {
    List<Work> all = loads.stream().map(Work::new).toList();
    long now = 0;
    while (!all.stream().allMatch(Work::ended)) {
      List<Work> present = all.stream().filter(work -> !work.ended()).toList();
      List<Work> batch = present.stream().filter(work -> work.inBatch).toList();
      if (batch.isEmpty() && present.get(0).load.atNanos() >= now) {
        // Idle: whoever comes first begins a step, alone.
        now = present.get(0).load.atNanos();
        present = present.subList(0, 1);
      }
      int sequences = batch.stream().mapToInt(Work::sequences).sum();
      List<Work> yields = new ArrayList<>();
      int yielding = 0;
      for (Work work : batch) {
        if (work.prefillLeft == 0) {
          yields.add(work);
          yielding += work.load.yielding(work.times.size());
        }
      }
      int budget = stepTokens - yielding;
      int prefilled = 0;
      for (Work work : present) {
        if (!work.inBatch) {
          if (!work.isHere(now, batch.isEmpty() && present.size() == 1)
              || budget == 0
              || sequences + work.sequences() > runningMost) {
            break;
          }
          work.inBatch = true;
          sequences += work.sequences();
        }
        int tokens = Math.min(work.prefillLeft, budget);
        budget -= tokens;
        prefilled += tokens;
        work.prefillLeft -= tokens;
        if (tokens > 0 && work.prefillLeft == 0) {
          yields.add(work);
          yielding += work.load.yielding(0);
        }
      }
      now += BASE + (long) PER_SEQUENCE * yielding + (long) PER_PREFILL_TOKEN * prefilled;
      for (Work work : yields) {
        work.times.add(now);
      }
    }
    return all;
  }
}
