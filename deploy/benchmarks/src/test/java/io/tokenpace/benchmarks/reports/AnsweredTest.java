package io.tokenpace.benchmarks.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnsweredTest {
  @Test
  void quantilesAreThoseOfTheNearestRank() {
    List<Answered> answers =
        Stream.of(5L, 1L, 4L, 2L, 3L).map(nanos -> new Answered(nanos, 10 * nanos, 7)).toList();
    assertThat(Answered.quantile(answers, 0.5, Answered::wallNanos)).isEqualTo(3);
    assertThat(Answered.quantile(answers, 0.95, Answered::wallNanos)).isEqualTo(5);
    assertThat(Answered.quantile(answers, 0.2, Answered::cpuNanos)).isEqualTo(10);
    assertThat(Answered.quantile(answers.subList(0, 1), 0.5, Answered::wallNanos)).isEqualTo(5);
  }
}
