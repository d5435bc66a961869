package io.tokenpace.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.simulator.answer.BodyReader;
import io.tokenpace.simulator.answer.GenerationBody;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.answer.RefusedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestPlannerTest {
  private static RequestPlanner planner(long seed) {
    return new RequestPlanner(
        new LoadConfig(
            seed,
            new Pace(1, null, null, Duration.ofSeconds(1)),
            List.of(
                new Target("http://127.0.0.1:1", "m1", 1),
                new Target("http://127.0.0.1:2", "m2", 3)),
            LoadConfig.Traffic.DEFAULT,
            null,
            false));
  }

  @Test
  void plansARequestFromSeedAndNumberAlone() {
    PlannedRequest first = planner(4).plan(17);
    RequestPlanner other = planner(4);
    other.plan(3);

    assertThat(other.plan(17).body()).isEqualTo(first.body());
    assertThat(other.plan(17).leaving()).isEqualTo(first.leaving());
    assertThat(other.plan(18).body()).isNotEqualTo(first.body());
    assertThat(planner(5).plan(17).body()).isNotEqualTo(first.body());
    assertThat(first.id()).isEqualTo("r-4-17");
  }

  @Test
  void writesBodiesThatSayWhatThePlanSays() throws RefusedException {
    int twoChoices = 0;
    int severalPrompts = 0;
    int cancelled = 0;
    int secondTarget = 0;
    RequestPlanner planner = planner(9);
    int requests = 3_000;
    for (int number = 0; number < requests; number++) {
      PlannedRequest planned = planner.plan(number);
      GenerationBody body = BodyReader.read(planned.operation(), planned.body(), 16);
      assertThat(body.model()).isEqualTo(planned.target().model());
      assertThat(body.streaming()).isEqualTo(planned.form().streaming());
      assertThat(body.choicesPerPrompt()).isEqualTo(planned.form().choicesPerPrompt());
      assertThat(body.length().mostTokens()).isPositive();
      if (planned.operation() == Operation.COMPLETION) {
        severalPrompts += planned.form().prompts() > 1 ? 1 : 0;
        assertThat(body.prompts()).hasSize(planned.form().prompts());
      }
      twoChoices += planned.form().choicesPerPrompt() == 2 ? 1 : 0;
      cancelled += planned.leaving().afterChunks() > 0 ? 1 : 0;
      secondTarget += planned.target().model().equals("m2") ? 1 : 0;
    }
    // One fixed seed: these never change. Bounds are five standard deviations.
    assertThat(twoChoices).isBetween(80, 190);
    assertThat(severalPrompts).isBetween(5, 55);
    assertThat(cancelled).isBetween(40, 135);
    assertThat(secondTarget).isBetween(2_130, 2_370);
  }
}
