package io.tokenpace.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.simulator.engine.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyReaderTest {
  private static GenerationBody read(Operation operation, String body) throws RefusedException {
    return BodyReader.read(operation, body.getBytes(StandardCharsets.UTF_8), 2);
  }

  @Test
  void readsAChat() throws RefusedException {
    GenerationBody body =
        read(
            Operation.CHAT,
            """
            {"messages":[{"role":"system","content":"be brief"},
              {"role":"user","content":[{"type":"text","text":"a b"},{"type":"image_url",
                "image_url":{"url":"x y"}},{"type":"text","text":"c"}],"name":"n"}],
             "n":2,"temperature":0.5,"stream":true,"max_completion_tokens":7,"min_tokens":3,
             "logit_bias":{"model":1},"stop":["x"],"metadata":null,
             "tools":[{"type":"function","function":{"name":"weather","parameters":{"name":1}}}],
             "stream_options":{"include_usage":true,"continuous_usage_stats":true,"other":[1]},
             "ignore_eos":true,"vllm_xargs":{"output_tokens":9},"model":"m"}
            """);

    assertThat(body.model()).isEqualTo("m");
    assertThat(body.streaming()).isTrue();
    assertThat(body.choicesPerPrompt()).isEqualTo(2);
    assertThat(body.prompts()).extracting(Prompt::tokens).containsExactly(7);
    assertThat(body.length()).isEqualTo(new GenerationBody.Length(7, 3, 9, true));
    assertThat(body.includeUsage()).isTrue();
    assertThat(body.continuousUsage()).isTrue();
    assertThat(body.tool()).isEqualTo("weather");
  }

  @Test
  void readsPromptsInAllForms() throws RefusedException {
    assertThat(tokens("\"a b c\"")).containsExactly(3);
    assertThat(tokens("[\"a b c\",\"d\"]")).containsExactly(3, 1);
    assertThat(tokens("[5,6]")).containsExactly(2);
    assertThat(tokens("[[5,6],[7]]")).containsExactly(2, 1);
  }

  private static List<Integer> tokens(String prompt) throws RefusedException {
    return read(Operation.COMPLETION, "{\"prompt\":" + prompt + "}").prompts().stream()
        .map(Prompt::tokens)
        .toList();
  }

  @Test
  void hashesBeginningsByFullBlocks() throws RefusedException {
    GenerationBody body =
        read(Operation.COMPLETION, "{\"prompt\":[\"a b c d e\",\"a b  c x\",\"b a c d\"]}");

    long[] first = body.prompts().get(0).blockHashes();
    long[] second = body.prompts().get(1).blockHashes();
    long[] third = body.prompts().get(2).blockHashes();
    assertThat(first).hasSize(2);
    assertThat(second[0]).isEqualTo(first[0]);
    assertThat(second[1]).isNotEqualTo(first[1]);
    // Equal words behind another beginning are another content.
    assertThat(third[1]).isNotEqualTo(first[1]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | body: no JSON (expected: a JSON object)",
        "[1] | body: no object (expected: a JSON object)",
        "{\"prompt\":\"a\",\"n\":0} | n: 0 (expected: a whole number from 1 to 128)",
        "{\"prompt\":\"a\",\"n\":9999999999} "
            + "| n: 9999999999 (expected: a whole number from 1 to 128)",
        "{\"prompt\":\"a\",\"stream\":1} | stream: 1 (expected: true or false)",
        "{\"prompt\":\"\"} | prompt: empty (expected: at least one word)",
        "{\"prompt\":[true]} | prompt: true (expected: texts or token lists)",
        "{\"model\":\"m\"} | prompt: none (expected: at least one)"
      })
  void refusesWithOneLine(String body, String message) {
    assertThatThrownBy(() -> read(Operation.COMPLETION, body))
        .isInstanceOf(RefusedException.class)
        .hasMessage(message);
  }
}
