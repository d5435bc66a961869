package io.tokenpace.traceimport.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tokenpace.traceimport.testing.BenchFile;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.RoleChunk;
import io.tokenpace.traceimport.trace.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
  @TempDir private Path directory;

  private static BenchFile good() {
    return BenchFile.chat().success("0", "0.1", "0.1, 0.2", 2).success("1", "0.1", "0.2", 1);
  }

  private static Arguments field(String field, String json, String message) {
    return arguments(good().with(field, json).text(), field + message);
  }

  static Stream<Arguments> badFields() {
    String seconds = " (expected: a number >= 0)";
    String count = " (expected: a whole number from 0 to 2147483647)";
    String label = " (expected: 1 to 128 bytes of UTF-8 without control characters)";
    return Stream.of(
        field("itls", "[[0.1], [0.2, NaN]]", "[1][1]: value NaN (expected: >= 0)"),
        field("itls", "[[0.1], [Infinity]]", "[1][0]: value Infinity (expected: >= 0)"),
        field("itls", "[[-0.1], [0.2]]", "[0][0]: value -0.1 (expected: >= 0)"),
        field("itls", "[[\"0.1\"], [0.2]]", "[0][0]: a string" + seconds),
        field("itls", "[[null], [0.2]]", "[0][0]: null" + seconds),
        field("itls", "[[[0.1]], [0.2]]", "[0][0]: an array" + seconds),
        field("itls", "[[{}], [0.2]]", "[0][0]: an object" + seconds),
        field("itls", "[[1099512], [0.2]]", "[0][0]: value 1099512 (expected: <= 1099511 s)"),
        field(
            "itls",
            "[[0.1], [600000, 600000]]",
            "[1][1]: ttft and gaps of more than 1099511 s (expected: <= 1099511 s in all)"),
        field("itls", "[0.1, [0.2]]", "[0]: value 0.1 (expected: an array)"),
        field("itls", "[[0.1, 0.2]]", ": 1 entries (expected: 2, as in input_lens)"),
        field("itls", "{}", ": an object (expected: an array)"),
        field("ttfts", "[0.1, true]", "[1]: a boolean" + seconds),
        field("ttfts", "[0.1, -1e-9]", "[1]: value -1e-9 (expected: >= 0)"),
        field("ttfts", "[0.1, -Infinity]", "[1]: value -Infinity (expected: >= 0)"),
        field("ttfts", "[0.1, 0.1, 0.1]", ": 3 entries (expected: 2, as in input_lens)"),
        field("ttfts", "null", ": null (expected: an array)"),
        field("start_times", "[0, \"1\"]", "[1]: a string (expected: a finite number)"),
        field("start_times", "[0, NaN]", "[1]: value NaN (expected: a finite number)"),
        field("start_times", "[0, null]", "[1]: null (expected: a finite number)"),
        field("start_times", "[]", ": 0 entries (expected: 2, as in input_lens)"),
        field(
            "start_times",
            "[-10, 1099512.5]",
            "[1]: 1099522.5 s after the earliest (expected: <= 1099511 s)"),
        field("start_times", "[1e300, 0]", "[0]: value 1e300 (expected: at most 10^12 s from 0)"),
        field("input_lens", "[7, 7.0]", "[1]: value 7.0" + count),
        field("input_lens", "[7, -1]", "[1]: value -1" + count),
        field("input_lens", "[7, \"7\"]", "[1]: a string" + count),
        field("input_lens", "[]", ": 0 requests (expected: >= 1)"),
        field("output_lens", "[7, 2147483648]", "[1]: value 2147483648" + count),
        field("output_lens", "[7]", ": 1 entries (expected: 2, as in input_lens)"),
        field("errors", "[\"\", 1]", "[1]: value 1 (expected: a string)"),
        field("errors", "[\"\"]", ": 1 entries (expected: 2, as in input_lens)"),
        field("completed", "1", ": value 1 (expected: 2, the requests that succeeded)"),
        field("completed", "\"2\"", ": a string" + count),
        field("duration", "-1", ": value -1 (expected: >= 0)"),
        field("duration", "\"10\"", ": a string" + seconds),
        field("date", "20260101", ": value 20260101 (expected: a string)"),
        field(
            "date",
            "\"2026-01-01\"",
            ": not a date (expected: yyyyMMdd-HHmmss, e.g. 20260616-091051)"),
        field(
            "date",
            "\"20260230-000000\"",
            ": not a date (expected: yyyyMMdd-HHmmss, e.g. 20260616-091051)"),
        field(
            "date",
            "\"19691231-235959\"",
            ": value 19691231-235959 (expected: a run within 1970 to 2099)"),
        field(
            "date",
            "\"21000101-000000\"",
            ": value 21000101-000000 (expected: a run within 1970 to 2099)"),
        field("model_id", "null", ": null (expected: a string)"),
        field("model_id", "\"\"", ": 0 bytes" + label),
        field("model_id", '"' + "é".repeat(65) + '"', ": 130 bytes" + label),
        field("model_id", "\"a\\u0000b\"", ": a control character" + label),
        field("backend", "5", ": value 5 (expected: a string)"));
  }

  static Stream<Arguments> badTexts() {
    String text = good().text();
    return Stream.of(
        arguments("", "empty (expected: a trace)"),
        arguments(" \n ", "empty (expected: one JSON object)"),
        arguments("[" + text + "]", "an array at the top (expected: one JSON object)"),
        arguments("7", "a number at the top (expected: one JSON object)"),
        arguments(
            text + "\n" + text + "\n" + text + "\n",
            "3 JSON objects (expected: 1; --append-result put several runs into one file,"
                + " split it)"),
        arguments(
            text.substring(0, text.length() / 2),
            "ends within a value at byte %d (expected: one whole JSON object)"
                .formatted(text.length() / 2)),
        arguments("{\"a\": secret}", "line 1, column 7: not JSON (expected: one JSON object)"),
        arguments(
            text.replace("{\"completed\"", "{\"itls\": [], \"completed\""),
            "itls: given twice (expected: once)"));
  }

  static Stream<Arguments> missingFields() {
    return Stream.of(
            "date",
            "duration",
            "model_id",
            "completed",
            "input_lens",
            "output_lens",
            "ttfts",
            "itls",
            "errors")
        .map(
            field ->
                arguments(
                    good().textWithout(field),
                    field + ": missing (expected: as bench serve --save-detailed writes it)"));
  }

  @ParameterizedTest
  @MethodSource({"badFields", "badTexts", "missingFields"})
  void isRefusedInOneLineThatNamesFileAndField(String text, String message) {
    assertRefused(BenchFile.write(directory, text), message);
  }

  @Test
  void isRefusedWhereverItIsCut() {
    String text = good().text();
    for (int length = 1; length < text.length(); length++) {
      Path file = BenchFile.write(directory, text.substring(0, length));
      // Cut behind a decimal point it is a wrong number before it is an end.
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(TraceException.class)
          .hasMessageMatching(
              ".*: (ends within a value at byte %d|line 1, column [0-9]+: not JSON)"
                      .formatted(length)
                  + " \\(expected: one (whole )?JSON object\\)");
    }
  }

  @Test
  void theGoodFileOfTheseTestsIsGood() {
    assertThat(
            new VllmBenchReader().read(good().in(directory), ImportOptions.ofNode("n")).requests())
        .isEqualTo(2);
  }

  @Test
  void aNumberWithAHugeExponentIsRefusedAtOnce() {
    String[] hostile = {"1e999999999", "1e-999999999", "1e99999999999", "-1e999999999"};
    for (String number : hostile) {
      String text = good().with("itls", "[[0.1], [" + number + "]]").text();
      Path file = BenchFile.write(directory, text);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              assertThatThrownBy(() -> read(file))
                  .isInstanceOf(TraceException.class)
                  .hasMessageStartingWith(file + ": itls[1][0]: value " + number));
    }
  }

  @Test
  void aZeroWithAHugeExponentIsZero() {
    String text = good().with("itls", "[[0.1, 0e999999999], [0e-999999999]]").text();
    Path file = BenchFile.write(directory, text);

    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(file));
  }

  @Test
  void aNumberWithAThousandDigitsIsRefused() {
    String digits = "9".repeat(900);

    assertRefused(
        good().with("ttfts", "[0." + digits + ", 0]").in(directory),
        "ttfts[0]: value 0.%s… (expected: at most 100 characters)".formatted("9".repeat(38)));
    assertRefused(
        good().with("completed", digits).in(directory),
        "completed: value %s… (expected: a whole number from 0 to 2147483647)"
            .formatted("9".repeat(40)));
  }

  @Test
  void whatNestsTooDeepIsRefused() {
    String text = good().with("x", "[".repeat(5_000) + "]".repeat(5_000)).text();

    assertThatThrownBy(() -> read(BenchFile.write(directory, text)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("nesting depth");
  }

  @Test
  void aFileOverTheLimitIsRefusedUnread() {
    Path file = good().in(directory);
    ImportOptions defaults = ImportOptions.ofNode("n");
    ImportOptions small = new ImportOptions("n", "r", "c", "g", 1, "t", "w", RoleChunk.AUTO, 100);

    assertThatThrownBy(() -> new VllmBenchReader().read(file, small))
        .isInstanceOf(TraceException.class)
        .hasMessage(
            "%s: at least %d bytes (expected: <= 100; --max-file-size raises it)",
            file, file.toFile().length());
    assertThat(defaults.maxFileBytes()).isEqualTo(256L * 1024 * 1024);
  }

  @Test
  void whatIsNoFileIsRefused() {
    Path file = good().in(directory);

    assertRefused(directory, "a directory (expected: a file)");
    assertRefused(directory.resolve("none.json"), "no such file (expected: a trace)");
    assertThatThrownBy(() -> read(file.resolve("below")))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("not readable")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    Path file = good().in(directory);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "root may read everything");
    assertRefused(file, "no permission (expected: a file this user may read)");
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(TraceException.class)
        .hasMessage(file + ": " + message);
  }

  private static void read(Path file) {
    new VllmBenchReader().read(file, ImportOptions.ofNode("n"));
  }
}
