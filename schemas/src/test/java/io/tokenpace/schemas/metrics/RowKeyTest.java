package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowKeyTest {
  @Test
  void noLabelsAreAnEmptyObject() {
    assertThat(RowKey.canonical(Map.of())).isEqualTo("{}");
  }

  @Test
  void labelsKeepTheirOrderAndTheirCharacters() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("model", "Llama/3 \"70B\" \\ ü €");
    labels.put("a", "line\nbreak\u0001");
    assertThat(RowKey.canonical(labels))
        .isEqualTo("{\"model\":\"Llama/3 \\\"70B\\\" \\\\ ü €\",\"a\":\"line\\nbreak\\u0001\"}");
  }

  @Test
  void theTopicKeyIsAJsonArrayInUtf8() {
    RowKey key = new RowKey("replay-ü", "model", "{\"model\":\"m\"}", 60_000, 1_767_225_660_000L);
    assertThat(new String(key.toTopicKey(), StandardCharsets.UTF_8))
        .isEqualTo("[\"replay-ü\",\"model\",\"{\\\"model\\\":\\\"m\\\"}\",60000,1767225660000]");
  }

  @Test
  void keysThatDifferInOnePartDiffer() {
    RowKey key = new RowKey("r", "fleet", "{}", 60_000, 120_000);
    assertThat(
            java.util.stream.Stream.of(
                    key,
                    new RowKey("r2", "fleet", "{}", 60_000, 120_000),
                    new RowKey("r", "fleet2", "{}", 60_000, 120_000),
                    new RowKey("r", "fleet", "{\"a\":\"b\"}", 60_000, 120_000),
                    new RowKey("r", "fleet", "{}", 300_000, 120_000),
                    new RowKey("r", "fleet", "{}", 60_000, 180_000))
                .map(each -> new String(each.toTopicKey(), StandardCharsets.UTF_8)))
        .doesNotHaveDuplicates();
  }
}
