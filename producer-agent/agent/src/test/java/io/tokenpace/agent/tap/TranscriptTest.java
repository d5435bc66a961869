package io.tokenpace.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.EndCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams as engines write them. A file's first line is the path, its second the request, its third
 * what is expected, and the rest the stream.
 *
 * <pre>
 *   choice:tokens:KIND:SOURCE … | finished finish-reason in-band-code error-class input cached
 *                                 output counted reasoning
 * </pre>
 */
class TranscriptTest {
  private static final long READ_MICROS = 3_000;

  static Stream<String> transcripts() {
    return Stream.of(
        "vllm-usage",
        "vllm-choices",
        "vllm-prompts",
        "vllm-token-ids",
        "vllm-tools",
        "vllm-echo",
        "vllm-error",
        "openai-logprobs",
        "sglang",
        "sglang-error",
        "trtllm",
        "tgi",
        "tgi-error",
        "llamacpp",
        "llamacpp-error",
        "ollama",
        "ollama-cut",
        "dynamo-error");
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void aStreamGivesWhatItSaysHoweverItIsCut(String name) throws IOException {
    List<String> lines = lines(name);
    List<String> stream = lines.subList(3, lines.size());
    for (String lineEnd : List.of("\n", "\r\n", "\r")) {
      String text = stream.stream().map(line -> line + lineEnd).collect(Collectors.joining());
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

      List<RequestEvent> whole = events(lines, List.of(bytes));

      assertThat(describe(whole)).isEqualTo(lines.get(2));
      for (int at = 1; at < bytes.length; at++) {
        byte[] first = Arrays.copyOf(bytes, at);
        byte[] second = Arrays.copyOfRange(bytes, at, bytes.length);
        assertThat(events(lines, List.of(first, second))).isEqualTo(whole);
      }
      assertThat(events(lines, singles(bytes))).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void nothingThatIsDamagedThrows(String name) throws IOException {
    List<String> lines = lines(name);
    byte[] good =
        String.join("\n", lines.subList(3, lines.size())).getBytes(StandardCharsets.UTF_8);
    for (long seed : Seeds.of(200)) {
      Random random = new Random(seed);
      byte[] damaged = good.clone();
      for (int i = random.nextInt(20); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }

      List<RequestEvent> events = events(lines, List.of(damaged));

      assertThat(events.get(events.size() - 1))
          .as(Seeds.describe(seed))
          .isInstanceOf(RequestEvent.Ended.class);
    }
  }

  private static List<RequestEvent> events(List<String> lines, List<byte[]> parts) {
    Exchange exchange = Exchange.begin(lines.get(0), lines.get(1));
    exchange.head(200, "Text/Event-Stream; charset=utf-8", 2_000);
    parts.forEach(part -> exchange.feed(part, READ_MICROS));
    exchange.end(EndCause.RESPONSE_COMPLETE, 4_000);
    return exchange.events;
  }

  private static String describe(List<RequestEvent> events) {
    String chunks =
        events.stream()
            .filter(RequestEvent.Chunk.class::isInstance)
            .map(RequestEvent.Chunk.class::cast)
            .map(
                chunk ->
                    "%d:%d:%s:%s "
                        .formatted(chunk.choice(), chunk.tokens(), chunk.kind(), chunk.source()))
            .collect(Collectors.joining());
    RequestEvent.Ended ended = (RequestEvent.Ended) events.get(events.size() - 1);
    RequestEvent.TokenCounts tokens = ended.tokens();
    return chunks
        + "| %s %s %d %s %d %d %d %d %d"
            .formatted(
                ended.allChoicesFinished(),
                ended.finishReason(),
                ended.inBandCode(),
                ended.errorClass(),
                tokens.input(),
                tokens.cachedInput(),
                tokens.output(),
                tokens.countedOutput(),
                tokens.reasoning());
  }

  private static List<byte[]> singles(byte[] bytes) {
    return Stream.iterate(0, i -> i < bytes.length, i -> i + 1)
        .map(i -> new byte[] {bytes[i]})
        .toList();
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream file = TranscriptTest.class.getResourceAsStream(name + ".txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
