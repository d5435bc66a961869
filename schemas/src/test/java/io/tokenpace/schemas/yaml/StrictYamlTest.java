package io.tokenpace.schemas.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.Seeds;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictYamlTest {
  private static final String YAML =
      """
      name: fleet-1
      size: 12
      big: 9223372036854775808
      on: true
      every: 10s
      empty:
      labels: [a, b]
      rollups:
        - name: fleet
        - name: model
      nested:
        limit: 5
      """;

  @Test
  void readsValuesByTheirTypes() {
    YamlSection section = StrictYaml.parse("t.yaml", YAML);
    assertThat(section.text("name", "x")).isEqualTo("fleet-1");
    assertThat(section.number("size", 0, 100, 1)).isEqualTo(12);
    assertThat(section.flag("on", false)).isTrue();
    assertThat(section.duration("every", Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(10));
    assertThat(section.texts("labels")).containsExactly("a", "b");
    assertThat(section.sections("rollups").stream().map(each -> each.text("name", "x")))
        .containsExactly("fleet", "model");
    assertThat(section.section("nested").number("limit", 0, 9, 1)).isEqualTo(5);
  }

  @Test
  void whatIsAbsentOrEmptyHasItsDefault() {
    for (String yaml : List.of("", "# nothing\n", "empty:\n", "empty: null\n")) {
      try (YamlSection section = StrictYaml.parse("t.yaml", yaml)) {
        assertThat(section.has("empty")).isFalse();
        assertThat(section.text("empty", "default")).isEqualTo("default");
        assertThat(section.number("none", 0, 9, 4)).isEqualTo(4);
        assertThat(section.flag("none", true)).isTrue();
        assertThat(section.duration("none", Duration.ofMillis(7))).isEqualTo(Duration.ofMillis(7));
        assertThat(section.texts("none")).isEmpty();
        assertThat(section.sections("none")).isEmpty();
        section.section("none").close();
      }
    }
  }

  @Test
  void numbersMayBeTheEndsOfTheirRange() {
    YamlSection section = StrictYaml.parse("t.yaml", "low: -3\nhigh: 8\n");
    assertThat(section.number("low", -3, 8, 1)).isEqualTo(-3);
    assertThat(section.number("high", -3, 8, 1)).isEqualTo(8);
    refused(s -> s.number("size", 13, 20, 1), "t.yaml: size: 12 (expected: a whole number from 13");
    refused(s -> s.number("size", 0, 11, 1), "t.yaml: size: 12 (expected: a whole number from 0");
  }

  @Test
  void aValueGivenBeatsItsDefaultEvenIfItIsFalse() {
    YamlSection section = StrictYaml.parse("t.yaml", "off: false\n");
    assertThat(section.has("off")).isTrue();
    assertThat(section.flag("off", true)).isFalse();
    assertThat(section.flag("none", false)).isFalse();
  }

  @Test
  void everyComplaintNamesFileKeyValueAndExpectation() {
    refused(s -> s.text("size", ""), "t.yaml: size: 12 (expected: a text)");
    refused(s -> s.number("name", 0, 9, 1), "t.yaml: name: \"fleet-1\" (expected: a whole number");
    refused(
        s -> s.number("size", 0, 9, 1), "t.yaml: size: 12 (expected: a whole number from 0 to 9)");
    refused(s -> s.number("big", 0, 9, 1), "t.yaml: big: 9223372036854775808 (expected: ");
    refused(s -> s.flag("name", true), "t.yaml: name: \"fleet-1\" (expected: true or false)");
    refused(s -> s.duration("size", Duration.ZERO), "t.yaml: size: 12 (expected: a duration");
    refused(s -> s.section("name"), "t.yaml: name: \"fleet-1\" (expected: a mapping)");
    refused(s -> s.sections("labels"), "t.yaml: labels[0]: \"a\" (expected: a mapping)");
    refused(s -> s.texts("name"), "t.yaml: name: \"fleet-1\" (expected: a list)");
    refused(s -> s.texts("rollups"), "t.yaml: rollups[0]: {\"name\":\"fleet\"} (expected: a text)");
    refused(
        s -> s.section("nested").text("limit", ""), "t.yaml: nested.limit: 5 (expected: a text)");
    refused(
        s -> s.sections("rollups").get(1).number("name", 0, 9, 1),
        "t.yaml: rollups[1].name: \"model\" (expected: a whole number");
  }

  @Test
  void aKeyNobodyKnowsIsRefusedWithTheKeysThereAre() {
    YamlSection section = StrictYaml.parse("t.yaml", "sizee: 12\nname: a\n");
    section.text("name", "");
    section.number("size", 0, 9, 1);
    assertThatThrownBy(section::close)
        .isInstanceOf(YamlException.class)
        .hasMessage("t.yaml: sizee: 12 (expected: one of name, size)");
    YamlSection nested = StrictYaml.parse("t.yaml", YAML).section("nested");
    nested.text("other", "");
    assertThatThrownBy(nested::close)
        .hasMessage("t.yaml: nested.limit: 5 (expected: one of other)");
  }

  @Test
  void durationsHaveOneUnitAndAreAboveZero() {
    assertThat(duration("250us")).isEqualTo(Duration.ofNanos(250_000));
    assertThat(duration("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(duration("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(duration("1h")).isEqualTo(Duration.ofHours(1));
    assertThat(duration("30d")).isEqualTo(Duration.ofDays(30));
    assertThat(duration("36500d")).isEqualTo(Duration.ofDays(36_500));
    for (String bad :
        List.of(
            "0s",
            "000ms",
            "-5s",
            "1.5s",
            "5",
            "5 s",
            "5S",
            "1h30m",
            "s",
            "\"\"",
            "36501d",
            "999999999999d",
            "9999999999999s")) {
      assertThatThrownBy(() -> duration(bad))
          .as(bad)
          .isInstanceOf(YamlException.class)
          .hasMessageStartingWith("t.yaml: d: ")
          .hasMessageContaining("(expected: a duration");
    }
  }

  @Test
  void whatIsNoMappingIsRefused() {
    assertThatThrownBy(() -> StrictYaml.parse("t.yaml", "- a\n- b\n"))
        .hasMessage("t.yaml: the file: [\"a\",\"b\"] (expected: a mapping)");
    assertThatThrownBy(() -> StrictYaml.parse("t.yaml", "just text"))
        .hasMessage("t.yaml: the file: \"just text\" (expected: a mapping)");
  }

  @Test
  void brokenYamlAndKeysGivenTwiceAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> StrictYaml.parse("t.yaml", "a: 1\nb: [1, 2\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("t.yaml: line ")
        .hasMessageEndingWith("(expected: YAML)");
    assertThatThrownBy(() -> StrictYaml.parse("t.yaml", "a: 1\nb: 2\na: 3\n"))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("t.yaml: line 3: ")
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> StrictYaml.parse("t.yaml", "a: 1\n---\nb: 2\n"))
        .isInstanceOf(YamlException.class);
  }

  @Test
  void anyTextIsReadOrRefused() {
    for (long seed : Seeds.of(300)) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(YAML);
      for (int i = 0; i < 5; i++) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "{}[]:-&*!|>'\"%@`#,\n\t x\u0000".charAt(random.nextInt(23)));
      }
      try {
        StrictYaml.parse("t.yaml", text.toString());
      } catch (YamlException refused) {
        assertThat(refused).as(Seeds.describe(seed)).hasMessageStartingWith("t.yaml: ");
      }
    }
  }

  @Test
  void filesAreReadOrRefusedByName(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("good.yaml");
    Files.writeString(file, YAML);
    assertThat(StrictYaml.read(file).text("name", "")).isEqualTo("fleet-1");
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> StrictYaml.read(missing))
        .hasMessage(missing + ": no such file (expected: a YAML file)");
    assertThatThrownBy(() -> StrictYaml.read(directory))
        .isInstanceOf(YamlException.class)
        .hasMessageEndingWith("(expected: a readable file)");
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertThatThrownBy(() -> StrictYaml.read(binary))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(binary.toString());
  }

  private static Duration duration(String text) {
    return StrictYaml.parse("t.yaml", "d: " + text).duration("d", Duration.ofDays(99));
  }

  private static void refused(Consumer<YamlSection> reading, String message) {
    assertThatThrownBy(() -> reading.accept(StrictYaml.parse("t.yaml", YAML)))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith(")");
  }

  @Test
  void decimalsAreExactAndKeepToTheirRangeAndDecimals() {
    YamlSection section = StrictYaml.parse("t.yaml", "price: 2.50\nwhole: 3\nlong: 1.123456789\n");
    assertThat(decimal(section, "price")).isEqualByComparingTo("2.5");
    assertThat(decimal(section, "whole")).isEqualByComparingTo("3");
    assertThat(section.decimal("long", BigDecimal.ZERO, BigDecimal.TEN, 9, BigDecimal.ONE))
        .isEqualByComparingTo("1.123456789");
    assertThat(decimal(section, "none")).isEqualByComparingTo("1");
    for (String value : List.of("-0.1", "10.01", "1.001", "1e400", "1e-400", "'2.5'", "[1]")) {
      assertThatThrownBy(() -> decimal(StrictYaml.parse("t.yaml", "price: " + value), "price"))
          .as(value)
          .isInstanceOf(YamlException.class)
          .hasMessageStartingWith("t.yaml: price: ")
          .hasMessageEndingWith("(expected: a number from 0 to 10 with at most 2 decimals)");
    }
  }

  @Test
  void whatIsNoFiniteNumberIsRefused() {
    for (String value : List.of(".nan", ".inf", "-.inf")) {
      assertThatThrownBy(() -> decimal(StrictYaml.parse("t.yaml", "price: " + value), "price"))
          .as(value)
          .isInstanceOf(YamlException.class)
          .hasMessageStartingWith("t.yaml: ");
    }
  }

  private static BigDecimal decimal(YamlSection section, String key) {
    return section.decimal(key, BigDecimal.ZERO, BigDecimal.TEN, 2, BigDecimal.ONE);
  }

  @Test
  void instantsAreInUtc() {
    YamlSection section = StrictYaml.parse("t.yaml", "from: 2026-01-01T00:01:00Z\n");
    assertThat(section.instant("from", Instant.EPOCH))
        .isEqualTo(Instant.ofEpochSecond(1_767_225_660));
    assertThat(section.instant("none", Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    for (String value : List.of("2026-01-01", "2026-01-01T00:00:00", "soon", "5", "[]")) {
      assertThatThrownBy(
              () -> StrictYaml.parse("t.yaml", "from: " + value).instant("from", Instant.EPOCH))
          .as(value)
          .isInstanceOf(YamlException.class)
          .hasMessageStartingWith("t.yaml: from: ")
          .hasMessageEndingWith("(expected: a moment in UTC such as 2026-01-01T00:00:00Z)");
    }
  }
}
