package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.testing.Seeds;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static JsonNode of(int bins, long... valuesMicros) {
    MetricSet parts = new MetricSet();
    for (long value : valuesMicros) {
      parts.observe(Latency.TTFT).add(value);
    }
    return Distribution.of(parts, Latency.TTFT, bins);
  }

  @Test
  void binsHoldWholeCellsThatTouch() {
    // 100 to 200 in two bins: the bound is 100 × √(201 / 100) = 141.8, and the cells are 1 µs wide
    assertThat(of(2, 100, 141, 142, 142, 200))
        .hasToString(
            "{\"unit\":\"ms\",\"low_ms\":[0.100,0.142],\"high_ms\":[0.142,0.201],"
                + "\"count\":[2,3]}");
  }

  @Test
  void oneValueIsOneBin() {
    assertThat(of(60, 7, 7))
        .hasToString("{\"unit\":\"ms\",\"low_ms\":[0.007],\"high_ms\":[0.008],\"count\":[2]}");
    assertThat(of(60, 0))
        .hasToString("{\"unit\":\"ms\",\"low_ms\":[0.000],\"high_ms\":[0.001],\"count\":[1]}");
  }

  @Test
  void countsAreThoseOfTheValuesThatLieInTheBin() {
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      double spread = 1 + random.nextInt(26);
      long[] values =
          LongStream.range(0, 1 + random.nextInt(500))
              .map(i -> (long) Math.exp(random.nextDouble() * spread))
              .toArray();
      int bins = 1 + random.nextInt(Distribution.MOST_BINS);
      JsonNode distribution = of(bins, values);

      assertThat(distribution.get("count").size()).as(Seeds.describe(seed)).isBetween(1, bins);
      long end = -1;
      for (int bin = 0; bin < distribution.get("count").size(); bin++) {
        long low = micros(distribution.get("low_ms").get(bin));
        long high = micros(distribution.get("high_ms").get(bin));
        if (end >= 0) {
          assertThat(low).as(Seeds.describe(seed)).isEqualTo(end);
        }
        end = high;
        assertThat(distribution.get("count").get(bin).longValue())
            .as(Seeds.describe(seed))
            .isEqualTo(LongStream.of(values).filter(v -> v >= low && v < high).count());
      }
      assertThat(LongStream.of(values).max().orElseThrow()).isLessThan(end);
    }
  }

  private static long micros(JsonNode millis) {
    return millis.decimalValue().movePointRight(3).longValueExact();
  }

  @Test
  void noObservationsAreNoBinsAndAnUnknownLatencyIsNull() {
    MetricSet parts = new MetricSet();
    assertThat(Distribution.of(parts, Latency.TTFT, 60).isNull()).isTrue();
    parts.observe(Latency.TTFT);
    assertThat(Distribution.of(parts, Latency.TTFT, 60))
        .hasToString("{\"unit\":\"ms\",\"low_ms\":[],\"high_ms\":[],\"count\":[]}");
  }

  @Test
  void refusesNoneAndTooManyBins() {
    assertThatThrownBy(() -> of(0, 1)).hasMessage("bins: 0 (expected: 1 to 500)");
    assertThatThrownBy(() -> of(501, 1)).hasMessage("bins: 501 (expected: 1 to 500)");
  }
}
