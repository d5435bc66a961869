package io.tokenpace.aggregation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoodputYamlTest {
  private static final long DAY_MILLIS = 86_400_000;

  private static PipelineConfig read(String yaml) {
    return PipelineYaml.read(StrictYaml.parse("t.yaml", yaml));
  }

  @Test
  void everyKeyIsRead() {
    PipelineConfig config =
        read(
            """
            prefill_weight: 0.125
            slo:
              - match: {model: llama, tenant: red, workload: code}
                class: batch
                e2e: 30s
                deadline: 2m
                objective: 0.999999
                period: 7d
                valid_from: 2026-01-01T00:01:00Z
              - {ttft: 500ms, tpot: 45us}
            prices:
              - {gpu_type: H100, hourly: 2.5, overhead_ratio: 0.3}
              - {gpu_type: H100, hourly: 1.123456789, valid_from: 2026-01-01T00:01:00Z}
            """);

    assertThat(config.goodput())
        .isEqualTo(
            new Goodput(
                List.of(
                    new SloPolicy(
                        new LabelMatch("llama", "red", "code"),
                        SloPolicy.Type.BATCH,
                        Map.of(SloClause.E2E, 30_000_000L, SloClause.DEADLINE, 120_000_000L),
                        999_999,
                        7 * DAY_MILLIS,
                        1_767_225_660_000_000L),
                    new SloPolicy(
                        LabelMatch.ANY,
                        SloPolicy.Type.INTERACTIVE,
                        Map.of(SloClause.TTFT, 500_000L, SloClause.TPOT, 45L),
                        950_000,
                        30 * DAY_MILLIS,
                        0)),
                125));
    assertThat(config.prices())
        .containsExactly(
            new GpuPrice("H100", 3_250_000_000L, 0),
            new GpuPrice("H100", 1_123_456_789, 1_767_225_660_000_000L));
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    PipelineConfig config = read("slo: [{class: batch}]\n");

    assertThat(config.goodput().prefillWeightMilli()).isEqualTo(100);
    assertThat(config.goodput().policies().get(0).objectivePpm()).isEqualTo(900_000);
    assertThat(config.goodput().policies().get(0).bounds()).isEmpty();
    assertThat(config.prices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prefill_weight: 11|prefill_weight: 11|a number from 0 to 10 with at most 3 decimals",
        "prefill_weight: 0.0001|prefill_weight: 0.0001|a number from 0 to 10 with at most 3",
        "slo: [{class: slow}]|slo[0].class: slow|one of interactive, batch",
        "slo: [{class: batch, ttft: 1s}]|slo[0].ttft: 1000000 µs|e2e and deadline only",
        "slo: [{class: batch, tpot: 1s}]|slo[0].tpot: 1000000 µs|e2e and deadline only",
        "slo: [{ttft: 0s}]|slo[0].ttft: \"0s\"|a duration above zero",
        "slo: [{objective: 1.5}]|slo[0].objective: 1.5|a number from 0.000001 to 1",
        "slo: [{objective: 0}]|slo[0].objective: 0|a number from 0.000001 to 1",
        "slo: [{period: 1500us}]|slo[0].period: PT0.0015S|whole milliseconds",
        "slo: [{valid_from: '2026-01-01T00:00:01Z'}]"
            + "|slo[0].valid_from: 2026-01-01T00:00:01Z|a whole minute from 1970 to 9999",
        "slo: [{valid_from: '1969-12-31T23:59:00Z'}]"
            + "|slo[0].valid_from: 1969-12-31T23:59:00Z|a whole minute from 1970 to 9999",
        "slo: [{valid_from: soon}]|slo[0].valid_from: \"soon\"|a moment in UTC",
        "slo: [{goal: 1}]|slo[0].goal: 1|one of class, deadline, e2e, match, objective,",
        "slo: [{match: {region: eu}}]|slo[0].match.region: \"eu\"|one of model, tenant, workload",
        "slo: [{}, {}]|slo: two policies for all requests valid from 0 µs|one",
        "slo: [{match: {model: m, tenant: t}}, {match: {tenant: t, model: m}}]"
            + "|slo: two policies for model m, tenant t valid from 0 µs|one",
        "prices: [{hourly: 2}]|prices[0].gpu_type: none|a type of GPU as nodes name it",
        "prices: [{gpu_type: A}]|prices[0].hourly: none|dollars an hour",
        "prices: [{gpu_type: A, hourly: -1}]|prices[0].hourly: -1|a number from 0 to 100000",
        "prices: [{gpu_type: A, hourly: two}]|prices[0].hourly: \"two\"|a number from 0 to",
        "prices: [{gpu_type: A, hourly: 1, overhead_ratio: -0.1}]"
            + "|prices[0].overhead_ratio: -0.1|a number from 0 to 10",
        "prices: [{gpu_type: A, hourly: 1, valid_from: '2026-01-01T00:00:00.5Z'}]"
            + "|prices[0].valid_from: 2026-01-01T00:00:00.500Z|a whole minute",
        "prices: [{gpu_type: A, hourly: 1}, {gpu_type: A, hourly: 2}]"
            + "|prices: two for A valid from 0 µs|one",
        "prices: [{gpu_type: A, hourly: 1, per: GPU}]|prices[0].per: \"GPU\"|one of gpu_type,"
      })
  void whatIsUnknownOrOutOfRangeIsRefused(String yaml, String keyAndValue, String expected) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("t.yaml: " + keyAndValue + " (expected: " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {".nan", ".inf", "-.inf", "1e999"})
  void whatIsNoFiniteNumberIsNoPrice(String hourly) {
    assertThatThrownBy(() -> read("prices: [{gpu_type: A, hourly: %s}]".formatted(hourly)))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith("t.yaml: ");
  }

  @Test
  void equalMatchesFromDifferentMinutesOnAreTwoPolicies() {
    assertThat(read("slo: [{}, {valid_from: '2026-01-01T00:01:00Z'}]").goodput().policies())
        .hasSize(2);
  }

  @Test
  void momentsNoLongOfMicrosecondsHoldsAreRefused() {
    for (String far :
        List.of(
            "+10000-01-01T00:00:00Z", "+300000-01-01T00:00:00Z", "+1000000000-12-31T23:59:00Z")) {
      assertThatThrownBy(() -> read("slo: [{valid_from: '%s'}]".formatted(far)))
          .as(far)
          .isInstanceOf(YamlException.class)
          .hasMessageStartingWith("t.yaml: slo[0].valid_from: " + far);
    }
  }
}
