package io.tokenpace.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.simulator.random.Lengths;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerPlanTest {
  private static final int BLOCK_TOKENS = 16;

  private static ModelBehaviour model(double reasoningShare, Speculation speculation) {
    return model(reasoningShare, speculation, FailureShares.NONE);
  }

  private static ModelBehaviour model(
      double reasoningShare, Speculation speculation, FailureShares failures) {
    Lengths lengths = new Lengths(60, 0.7, 1, 400);
    return new ModelBehaviour("m", 1_000, lengths, reasoningShare, 0.5, 0.1, speculation, failures);
  }

  private static String chat(String members) {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello you\"}]"
        + members
        + "}";
  }

  private static AnswerPlan plan(long seed, ModelBehaviour model, String body)
      throws RefusedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return AnswerPlan.of(seed, model, BodyReader.read(Operation.CHAT, bytes, BLOCK_TOKENS), bytes);
  }

  private static String describe(AnswerPlan plan) {
    StringBuilder text = new StringBuilder(plan.id()).append(plan.createdSeconds());
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      text.append(plan.finishReason(sequence));
      for (int step = 0; step < plan.steps(); step++) {
        text.append(',').append(plan.tokens(sequence, step)).append(plan.isHeld(step));
      }
      for (int position = 0; position < plan.totalTokens(sequence); position++) {
        text.append(plan.text(sequence, position)).append(plan.kind(sequence, position));
      }
    }
    return text.toString();
  }

  @Test
  void followsFromSeedAndBodyAlone() throws RefusedException {
    ModelBehaviour model = model(0.3, new Speculation(4, 0.6));
    String body = chat(",\"n\":3,\"user\":\"a\"");

    String first = describe(plan(5, model, body));

    assertThat(describe(plan(5, model, body))).isEqualTo(first);
    assertThat(describe(plan(6, model, body))).isNotEqualTo(first);
    assertThat(describe(plan(5, model, chat(",\"n\":3,\"user\":\"b\"")))).isNotEqualTo(first);
  }

  @Test
  void stepsAddUpAndNoneHoldsReasoningAndAnswer() throws RefusedException {
    for (long seed : Seeds.of(300)) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(4);
      ModelBehaviour model = model(random.nextDouble(), new Speculation(most, random.nextDouble()));
      AnswerPlan plan = plan(seed, model, chat(",\"n\":" + (1 + random.nextInt(3))));

      int longest = 0;
      for (int sequence = 0; sequence < plan.sequences(); sequence++) {
        int tokens = 0;
        for (int step = 0; step < plan.steps(); step++) {
          int yielded = plan.tokens(sequence, step);
          assertThat(yielded).as(Seeds.describe(seed)).isBetween(0, most);
          if (yielded > 0) {
            assertThat(plan.kind(sequence, tokens))
                .as(Seeds.describe(seed))
                .isEqualTo(plan.kind(sequence, tokens + yielded - 1));
            longest = Math.max(longest, step + 1);
          }
          tokens += yielded;
          assertThat(plan.isLast(sequence, step))
              .as(Seeds.describe(seed))
              .isEqualTo(yielded > 0 && tokens == plan.totalTokens(sequence));
        }
        assertThat(tokens).as(Seeds.describe(seed)).isEqualTo(plan.totalTokens(sequence));
      }
      assertThat(longest).as(Seeds.describe(seed)).isEqualTo(plan.steps());
    }
  }

  @Test
  void isAsLongAsItIsAskedToBe() throws RefusedException {
    ModelBehaviour model = model(0, Speculation.NONE);

    AnswerPlan wanted = plan(1, model, chat(",\"vllm_xargs\":{\"output_tokens\":37}"));
    AnswerPlan cutOff =
        plan(1, model, chat(",\"max_tokens\":20,\"vllm_xargs\":{\"output_tokens\":37}"));
    AnswerPlan toTheEnd = plan(1, model, chat(",\"max_tokens\":50,\"ignore_eos\":true"));
    AnswerPlan whole = plan(1, model, chat(",\"ignore_eos\":true"));

    assertThat(wanted.totalTokens(0)).isEqualTo(37);
    assertThat(wanted.finishReason(0)).isEqualTo("stop");
    assertThat(cutOff.totalTokens(0)).isEqualTo(20);
    assertThat(cutOff.finishReason(0)).isEqualTo("length");
    assertThat(toTheEnd.totalTokens(0)).isEqualTo(50);
    // The context less the prompt: user, hello, you.
    assertThat(whole.totalTokens(0)).isEqualTo(997);
  }

  @Test
  void refusesAPromptThatLeavesNoRoom() {
    String words = "word ".repeat(999);
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";

    assertThatThrownBy(() -> plan(1, model(0, Speculation.NONE), body))
        .isInstanceOf(RefusedException.class)
        .hasMessage("prompt: 1000 tokens (expected: fewer than 1000)");
  }

  @Test
  void failsAsOftenAsItShould() throws RefusedException {
    FailureShares shares = new FailureShares(0.1, 0.2, 0.3);
    Map<Failure, Integer> seen = new EnumMap<>(Failure.class);
    int requests = 4_000;
    for (int request = 0; request < requests; request++) {
      String body = chat(",\"user\":\"" + request + "\"");
      AnswerPlan plan = plan(3, model(0, Speculation.NONE, shares), body);
      seen.merge(plan.failure(), 1, Integer::sum);
      int failing = 0;
      for (int step = 0; step < plan.steps(); step++) {
        failing += plan.failsAt(step) ? 1 : 0;
      }
      assertThat(failing).isEqualTo(plan.failure() == Failure.NONE ? 0 : 1);
    }

    // The seed is fixed, so this never changes; the bounds are 5 standard deviations.
    assertThat(seen.get(Failure.BEFORE_STREAM)).isBetween(305, 495);
    assertThat(seen.get(Failure.IN_BAND)).isBetween(673, 927);
    assertThat(seen.get(Failure.CUT)).isBetween(1_055, 1_345);
  }
}
