package io.tokenpace.aggregation.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.BootIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Samples hold for at most 30. */
class SamplesTest {
  private static final Sampler A = sampler("a");
  private static final Sampler B = sampler("b");

  private final Samples samples = new Samples();

  private static long goesOn(Sampler sampler) {
    assertThat(sampler).isIn(A, B);
    return Long.MAX_VALUE;
  }

  private static Sampler sampler(String engine) {
    return new Sampler(new BootIdentity(0, 0), new GaugeSource("n", engine, "t"));
  }

  private List<String> holds(long from, long to, ToLongFunction<Sampler> ends) {
    List<String> holds = new ArrayList<>();
    samples.forEachHold(
        from,
        to,
        30,
        ends,
        new Samples.Holds() {
          @Override
          public void held(GaugeSource source, long value, long micros) {
            holds.add("%s %d for %d".formatted(source.engine(), value, micros));
          }

          @Override
          public void taken(GaugeSource source, long value) {
            holds.add("%s took %d".formatted(source.engine(), value));
          }
        });
    return holds;
  }

  @Test
  void eachHoldsUntilTheNextButNoLongerThanTheLease() {
    samples.add(100, 7, A);
    samples.add(110, 8, A);

    assertThat(holds(0, 1_000, SamplesTest::goesOn))
        .containsExactly("a took 7", "a 7 for 10", "a took 8", "a 8 for 30");
    assertThat(holds(105, 120, SamplesTest::goesOn))
        .containsExactly("a 7 for 5", "a took 8", "a 8 for 10");
    assertThat(holds(120, 200, SamplesTest::goesOn)).containsExactly("a 8 for 20");
    assertThat(holds(140, 200, SamplesTest::goesOn)).isEmpty();
    assertThat(holds(0, 100, SamplesTest::goesOn)).isEmpty();
  }

  @Test
  void twoWhoSampleTheSameTakeTurns() {
    samples.add(110, 9, B);
    samples.add(100, 7, A);
    samples.add(120, 5, A);

    assertThat(holds(0, 130, SamplesTest::goesOn))
        .containsExactly(
            "a took 7", "a 7 for 10", "b took 9", "b 9 for 10", "a took 5", "a 5 for 10");
  }

  @Test
  void ofOneTimeTheLargestStaysInWhateverOrder() {
    samples.add(100, 7, A);
    samples.add(100, 9, B);
    samples.add(100, 8, A);
    samples.add(100, 9, A);
    samples.add(100, 9, B);

    assertThat(holds(0, 101, SamplesTest::goesOn)).containsExactly("a took 9", "a 9 for 1");
    assertThat(samples.size()).isEqualTo(1);
  }

  @Test
  void noneHoldsBeyondTheEndOfItsBoot() {
    samples.add(100, 7, A);
    samples.add(112, 8, A);

    assertThat(holds(0, 1_000, sampler -> 105))
        .containsExactly("a took 7", "a 7 for 5", "a took 8");
  }

  @Test
  void whatIsForgottenLeavesTheRestAsItWas() {
    for (int i = 0; i < 20; i++) {
      samples.add(100 + 10 * i, i, i < 15 ? A : B);
    }

    samples.forgetBefore(255);

    assertThat(samples.size()).isEqualTo(4);
    assertThat(samples.samplers()).containsExactly(B);
    assertThat(holds(260, 275, SamplesTest::goesOn))
        .containsExactly("b took 16", "b 16 for 10", "b took 17", "b 17 for 5");
    samples.forgetBefore(1_000);
    assertThat(samples.size()).isZero();
  }
}
