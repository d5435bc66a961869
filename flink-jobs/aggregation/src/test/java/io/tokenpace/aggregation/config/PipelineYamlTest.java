package io.tokenpace.aggregation.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.E2eClass;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineYamlTest {
  private static PipelineConfig read(String yaml) {
    return PipelineYaml.read(StrictYaml.parse("t.yaml", yaml));
  }

  @Test
  void anEmptyFileIsTheDefault() {
    assertThat(read("")).isEqualTo(PipelineConfig.DEFAULT);
    assertThat(read("bounds:\n  ttft: {}\n")).isEqualTo(PipelineConfig.DEFAULT);
  }

  @Test
  void everyKeyIsRead() {
    PipelineConfig config =
        read(
            """
            slice: 5s
            lease: 20s
            allowed_lateness: 1h
            windows:
              - {length: 30s, slide: 10s}
              - {length: 1m}
            rollups:
              - {name: fleet, by: []}
              - {name: tenants, by: [tenant, base_model]}
            views: [vllm_bench]
            bounds:
              ttft: {excellent_below: 1ms, acceptable_up_to: 2ms, slow_up_to: 3ms}
              tpot: {excellent_below: 4ms, acceptable_up_to: 5ms, slow_up_to: 6ms}
              smooth_itl_below: 7ms
              stutter_icl_above: 8us
              chat: {output_tokens_below: 10, expected_from: 1s, expected_to: 2s}
              code: {output_tokens_below: 20, expected_from: 3s, expected_to: 4s}
              document: {expected_from: 5s, expected_to: 6s}
            """);

    assertThat(config)
        .isEqualTo(
            new PipelineConfig(
                5_000,
                List.of(new WindowSpec(30_000, 10_000), new WindowSpec(60_000, 60_000)),
                20_000,
                3_600_000,
                List.of(
                    new RollupSpec("fleet", List.of()),
                    new RollupSpec("tenants", List.of(Dimension.TENANT, Dimension.BASE_MODEL))),
                new Bounds(
                    new Bands(1_000, 2_000, 3_000),
                    new Bands(4_000, 5_000, 6_000),
                    7_000,
                    8,
                    new E2eClass(10, 1_000_000, 2_000_000),
                    new E2eClass(20, 3_000_000, 4_000_000),
                    new E2eClass(Long.MAX_VALUE, 5_000_000, 6_000_000)),
                Set.of(View.VLLM_BENCH),
                Goodput.DEFAULT,
                List.of()));
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            "slize: 10s",
            "slize: \"10s\" (expected: one of allowed_lateness, bounds, lease, prefill_weight,"
                + " prices, rollups, slice, slo, views, windows)"),
        Arguments.of(
            "slice: 0s",
            "slice: \"0s\" (expected: a duration above zero such as 200ms, 10s, 5m, 1h)"),
        Arguments.of(
            "lease: 10", "lease: 10 (expected: a duration above zero such as 200ms, 10s, 5m, 1h)"),
        Arguments.of("slice: 1500us", "slice: PT0.0015S (expected: whole milliseconds)"),
        Arguments.of(
            "allowed_lateness: 999999999999d",
            "allowed_lateness: \"999999999999d\" (expected: a duration of at most 36500d)"),
        Arguments.of("windows: []", "windows, rollups: none (expected: at least one)"),
        Arguments.of(
            "windows: [{length: 1m, slide: 40s}]",
            "windows[0].length: length 60000 ms, slide 40000 ms (expected: a length that is a"
                + " multiple of the slide)"),
        Arguments.of(
            "windows: [{slide: 10s}]", "windows[0].length: none (expected: a duration such as 1m)"),
        Arguments.of(
            "windows: [{length: 1m, slide: 10s, lenght: 2m}]",
            "windows[0].lenght: \"2m\" (expected: one of length, slide)"),
        Arguments.of(
            "windows: [{length: 1m, slide: 15s}]",
            "windows: slide of 15000 ms (expected: a multiple of the slice of 10000 ms)"),
        Arguments.of(
            "windows: [{length: 1m, slide: 10s}, {length: 90s, slide: 10s}]",
            "windows: length of 90000 ms (expected: a larger multiple of the next shorter"
                + " 60000 ms)"),
        Arguments.of(
            "windows: [{length: 1m, slide: 10s}, {length: 1m, slide: 20s}]",
            "windows: length of 60000 ms (expected: a larger multiple of the next shorter"
                + " 60000 ms)"),
        Arguments.of(
            "rollups: [{name: fleet}, {name: fleet, by: [model]}]",
            "rollups: a name given twice (expected: each once)"),
        Arguments.of(
            "rollups: [{name: Fleet}]",
            "rollups[0].name: Fleet (expected: lower case letters, digits and _)"),
        Arguments.of(
            "rollups: [{by: [model]}]",
            "rollups[0].name: none (expected: lower case letters, digits and _)"),
        Arguments.of(
            "rollups: [{name: m, by: [model, model]}]",
            "rollups[0].by: [MODEL, MODEL] (expected: each label once)"),
        Arguments.of(
            "rollups: [{name: m, by: [modell]}]",
            "rollups[0].by: modell (expected: one of region, cluster, pool, node, gpu_type, engine,"
                + " model, base_model, tenant, workload)"),
        Arguments.of("views: [vllm]", "views: vllm (expected: one of vllm_bench)"),
        Arguments.of(
            "bounds: {ttft: {slow_up_to: 1ms}}",
            "bounds.ttft.excellent_below: 200000, 800000, 1000 µs (expected: ascending bounds"
                + " above 0)"),
        Arguments.of(
            "bounds: {chat: {output_tokens_below: 2000}}",
            "bounds.chat: chat below 2000, code below 1000 tokens (expected: ascending)"),
        Arguments.of(
            "bounds: {code: {expected_to: 1s}}",
            "bounds.code.expected_from: below 1000 tokens, 8000000 to 1000000 µs (expected: above"
                + " 0, and a range)"),
        Arguments.of(
            "bounds: {document: {output_tokens_below: 5}}",
            "bounds.document.output_tokens_below: 5 (expected: one of expected_from,"
                + " expected_to)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void whatItDoesNotTakeItRefusesWithKeyValueAndExpectation(String yaml, String complaint) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(YamlException.class)
        .hasMessage("t.yaml: " + complaint);
  }
}
