package io.tokenpace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.BootId;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.TokenEvent;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import org.junit.jupiter.api.Test;

/** Events in, figures out, worked by hand. */
class TokenStatisticsTest {
  private static final long START = 1_700_000_000_000_000L;

  private final TokenStatistics statistics = new TokenStatistics();

  @Test
  void figuresAreThoseOfTheDictionary() {
    // Accepted at 0; chunks at 20, 30 and 60 ms, the last of 3 tokens: ITL 10, 10, 10, 10.
    statistics.add(event("m", 1, 0, 20_000, 20_000, 1));
    statistics.add(event("m", 1, 1, 30_000, 10_000, 1));
    statistics.add(event("m", 1, 2, 60_000, 30_000, 3));
    // Accepted at 10; chunks at 50 and 99.999 ms.
    statistics.add(event("m", 2, 0, 50_000, 40_000, 1));
    statistics.add(event("m", 2, 1, 99_999, 49_999, 1));

    assertThat(statistics.lines())
        .containsExactly(
            "m: 2 requests, 7 tokens, TTFT p50 20.000 p99 40.000 ms,"
                + " ITL p50 10.000 p99 49.999 ms, 70.0 tokens/s");
  }

  @Test
  void anEventThatComesTwiceCountsOnce() {
    statistics.add(event("m", 1, 0, 20_000, 20_000, 1));
    statistics.add(event("m", 1, 1, 39_999, 19_999, 1));
    statistics.add(event("m", 1, 1, 39_999, 19_999, 1));

    assertThat(statistics.lines())
        .containsExactly(
            "m: 1 requests, 2 tokens, TTFT p50 20.000 p99 20.000 ms,"
                + " ITL p50 19.999 p99 19.999 ms, 50.0 tokens/s");
  }

  @Test
  void modelsStandByNameAndWithoutGapsThereIsNoLatency() {
    statistics.add(event("z", 1, 0, 999_999, 999_999, 1));
    statistics.add(event("a", 2, 0, 499_999, 499_999, 1));

    assertThat(statistics.lines())
        .containsExactly(
            "a: 1 requests, 1 tokens, TTFT p50 499.999 p99 499.999 ms,"
                + " ITL p50 - p99 - ms, 2.0 tokens/s",
            "z: 1 requests, 1 tokens, TTFT p50 999.999 p99 999.999 ms,"
                + " ITL p50 - p99 - ms, 1.0 tokens/s");
  }

  private static TokenEvent event(
      String model, long request, long index, long timeMicros, long sinceMicros, int tokens) {
    return TokenEvent.newBuilder()
        .setNode("node-1")
        .setVantage(Vantage.EDGE)
        .setBootId(new BootId(new byte[16]))
        .setSequence(0)
        .setModel(model)
        .setRequest(request)
        .setChoice(0)
        .setIndex(index)
        .setTimeMicros(START + timeMicros)
        .setSinceMicros(sinceMicros)
        .setTokens(tokens)
        .setKind(ChunkKind.ANSWER)
        .setTokenSource(TokenSource.ONE_PER_CHUNK)
        .setFirstOfRequest(index == 0)
        .build();
  }
}
