package io.tokenpace.agent.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tokenpace.schemas.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestScannerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\":\"a\"} | 1",
        "{\"prompt\":[\"a\",\"b\"]} | 2",
        "{\"prompt\":[1,2,3]} | 1",
        "{\"prompt\":[[1,2],[3],[]]} | 3",
        "{\"prompt\":[]} | 1",
        "{\"x\":{\"prompt\":[\"a\",\"b\"]}} | 1"
      })
  void promptsAreCounted(String body, int prompts) {
    assertThat(scan(body.getBytes(StandardCharsets.UTF_8)).prompts()).isEqualTo(prompts);
  }

  @Test
  void longTextsDoNotHideWhatStandsBehindThem() {
    for (long seed : Seeds.of(50)) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      String[] pieces = {"a", "é", "\\\"", "\\\\", "\\u00e9", "\uD83D\uDE00", "\\ud83d\\ude00"};
      while (text.length() < 20_000) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      String body =
          "{\"messages\":[\"%s\"],\"model\":\"m\",\"n\":3,\"echo\":true,\"stream\":true}"
              .formatted(text);

      assertThat(scan(body.getBytes(StandardCharsets.UTF_8)))
          .as(Seeds.describe(seed))
          .isEqualTo(new RequestShape("m", true, 3, 1, true, true));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[1]", "{\"model\":\"m\"", "{\"model\":}", "nonsense", "{\"a\":\"unfinished"})
  void whatIsNotOneObjectIsUnreadable(String body) {
    assertThat(scan(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(RequestShape.UNREADABLE);
  }

  private static RequestShape scan(byte[] body) {
    RequestScanner scanner = new RequestScanner();
    for (byte value : body) {
      scanner.feed(Unpooled.wrappedBuffer(new byte[] {value}));
    }
    return scanner.end();
  }
}
