package io.tokenpace.aggregation.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SloPoliciesTest {
  private static final long MINUTE = 60_000_000;
  private static final SeriesLabels LABELS = new SeriesLabels("e", "m", "b", "t", "w");

  /** Matches that fit, the closest first: the metric dictionary's order. */
  private static final List<LabelMatch> CLOSEST_FIRST =
      List.of(
          new LabelMatch("m", "t", "w"),
          new LabelMatch("m", "t", null),
          new LabelMatch(null, "t", "w"),
          new LabelMatch("m", null, "w"),
          new LabelMatch(null, "t", null),
          new LabelMatch("m", null, null),
          new LabelMatch(null, null, "w"),
          LabelMatch.ANY);

  private static SloPolicy policy(LabelMatch match, long validFromMicros) {
    return new SloPolicy(
        match, SloPolicy.Type.INTERACTIVE, Map.of(), 950_000, 86_400_000, validFromMicros);
  }

  private static @Nullable SloPolicy inForce(List<SloPolicy> policies, long acceptedMicros) {
    return new SloPolicies(policies).inForce(LABELS, acceptedMicros);
  }

  @Test
  void theClosestMatchIsInForceInWhateverOrderTheyAreGiven() {
    Random random = new Random(1);
    for (int closest = 0; closest < CLOSEST_FIRST.size(); closest++) {
      List<SloPolicy> policies = new ArrayList<>();
      CLOSEST_FIRST
          .subList(closest, CLOSEST_FIRST.size())
          .forEach(match -> policies.add(policy(match, 0)));
      Collections.shuffle(policies, random);
      assertThat(inForce(policies, 5)).isEqualTo(policy(CLOSEST_FIRST.get(closest), 0));
    }
  }

  @Test
  void aCloserMatchBeatsALaterOne() {
    SloPolicy close = policy(new LabelMatch("m", null, null), 0);
    SloPolicy later = policy(LabelMatch.ANY, MINUTE);

    assertThat(inForce(List.of(later, close), 2 * MINUTE)).isEqualTo(close);
  }

  @Test
  void ofEqualMatchesTheLatestThatHoldsByThen() {
    List<SloPolicy> policies =
        List.of(
            policy(LabelMatch.ANY, 2 * MINUTE),
            policy(LabelMatch.ANY, MINUTE),
            policy(LabelMatch.ANY, 3 * MINUTE));

    assertThat(inForce(policies, MINUTE - 1)).isNull();
    assertThat(inForce(policies, MINUTE)).isEqualTo(policies.get(1));
    assertThat(inForce(policies, 3 * MINUTE - 1)).isEqualTo(policies.get(0));
    assertThat(inForce(policies, 3 * MINUTE)).isEqualTo(policies.get(2));
  }

  @Test
  void untilACloserOneHoldsTheNextIsInForce() {
    SloPolicy close = policy(new LabelMatch("m", "t", "w"), MINUTE);
    SloPolicy any = policy(LabelMatch.ANY, 0);

    assertThat(inForce(List.of(close, any), MINUTE - 1)).isEqualTo(any);
    assertThat(inForce(List.of(close, any), MINUTE)).isEqualTo(close);
  }

  @Test
  void otherLabelsAreNotMeant() {
    SloPolicies policies = new SloPolicies(List.of(policy(new LabelMatch("m", "t", "w"), 0)));

    assertThat(policies.inForce(new SeriesLabels("e", "m2", "b", "t", "w"), 5)).isNull();
    assertThat(policies.inForce(new SeriesLabels("e", "m", "b", "t2", "w"), 5)).isNull();
    assertThat(policies.inForce(new SeriesLabels("e", "m", "b", "t", "w2"), 5)).isNull();
    assertThat(policies.inForce(new SeriesLabels("e2", "m", "b2", "t", "w"), 5)).isNotNull();
  }
}
