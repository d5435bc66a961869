package io.tokenpace.traceimport.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.traceimport.testing.DecodedTrace;
import io.tokenpace.traceimport.testing.SequenceCheck;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real results against an oracle that shares no code with the reader: the file as a tree of
 * doubles, and the tool's own definitions.
 */
class RealFilesTest {
  private static final double MICRO = 1.001;

  static Path fixture(String name) {
    return Path.of("src/test/resources/io/tokenpace/traceimport/vllm", name);
  }

  private static ImportedTrace read(String name) {
    return new VllmBenchReader().read(fixture(name), ImportOptions.ofNode("node-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"day05_large_i2048_o256_c4.json", "day06_c16_i128_o64_n64.json"})
  void everyTimeIsWithinAMicrosecondOfTheFilesDoubles(String name) throws IOException {
    JsonNode file = new ObjectMapper().readTree(fixture(name).toFile());
    DecodedTrace trace = new DecodedTrace(read(name));

    assertThat(trace.size()).isEqualTo(file.get("completed").intValue());
    double smallestStart = Double.MAX_VALUE;
    for (JsonNode start : file.get("start_times")) {
      smallestStart = Math.min(smallestStart, start.doubleValue());
    }
    long firstAccepted = Long.MAX_VALUE;
    for (int i = 0; i < trace.size(); i++) {
      firstAccepted = Math.min(firstAccepted, trace.request(i).acceptedMicros);
    }
    for (int i = 0; i < trace.size(); i++) {
      DecodedTrace.Request request = trace.request(i);
      double start = file.get("start_times").get(i).doubleValue() - smallestStart;
      assertThat((double) (request.acceptedMicros - firstAccepted))
          .isCloseTo(start * 1e6, within(MICRO));
      double sum = file.get("ttfts").get(i).doubleValue();
      assertThat((double) request.roleSinceMicros).isCloseTo(sum * 1e6, within(MICRO));
      JsonNode gaps = file.get("itls").get(i);
      assertThat(request.outputMicros).hasSize(gaps.size());
      for (int gap = 0; gap < gaps.size(); gap++) {
        sum += gaps.get(gap).doubleValue();
        assertThat((double) (request.outputMicros.get(gap) - request.acceptedMicros))
            .as("%s: request %d, chunk %d", name, i, gap)
            .isCloseTo(sum * 1e6, within(MICRO));
      }
      assertThat(request.end.getOutputTokens()).isEqualTo(file.get("output_lens").get(i).asLong());
      assertThat(request.end.getInputTokens()).isEqualTo(file.get("input_lens").get(i).asLong());
      assertThat(request.end.getCountedOutputTokens()).isEqualTo(gaps.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"day05_large_i2048_o256_c4.json", "day06_c16_i128_o64_n64.json"})
  void theToolsOwnMeansComeOutOfTheReports(String name) throws IOException {
    JsonNode file = new ObjectMapper().readTree(fixture(name).toFile());
    DecodedTrace trace = new DecodedTrace(read(name));

    double ttftMicros = 0;
    double gapMicros = 0;
    double tpotMicros = 0;
    long gaps = 0;
    for (int i = 0; i < trace.size(); i++) {
      DecodedTrace.Request request = trace.request(i);
      long lastSince =
          request.outputMicros.get(request.outputMicros.size() - 1) - request.acceptedMicros;
      ttftMicros += request.roleSinceMicros;
      gapMicros += lastSince - request.roleSinceMicros;
      gaps += request.outputMicros.size();
      tpotMicros +=
          (double) (lastSince - request.roleSinceMicros) / (request.end.getOutputTokens() - 1);
    }

    assertThat(ttftMicros / trace.size())
        .isCloseTo(file.get("mean_ttft_ms").doubleValue() * 1e3, within(1.0));
    assertThat(gapMicros / gaps)
        .isCloseTo(file.get("mean_itl_ms").doubleValue() * 1e3, within(1.0));
    // The tool's latency runs on to the usage chunk, which the file has no time of.
    assertThat(tpotMicros / trace.size())
        .isCloseTo(file.get("mean_tpot_ms").doubleValue() * 1e3, within(1.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"day05_large_i2048_o256_c4.json", "day06_c16_i128_o64_n64.json", "day06_cut.json"})
  void theReportsKeepTheirPromises(String name) {
    SequenceCheck.check(new DecodedTrace(read(name)).reports());
  }

  @Test
  void aCutFileIsReadAsWorkedByHand() {
    ImportedTrace trace = read("day06_cut.json");
    DecodedTrace decoded = new DecodedTrace(trace);

    long firstAccepted =
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-06-20T21:45:57.362873Z"));
    assertThat(trace.firstAcceptedMicros()).isEqualTo(firstAccepted);
    DecodedTrace.Request first = decoded.request(0);
    assertThat(first.acceptedMicros).isEqualTo(firstAccepted);
    assertThat(first.roleSinceMicros).isEqualTo(11_702);
    assertThat(first.sinceMicros)
        .isEqualTo(List.of(11_708L, 3_004L, 1_128L, 1_990L, 4_689L, 1_131L));
    DecodedTrace.Request second = decoded.request(1);
    assertThat(second.acceptedMicros).isEqualTo(firstAccepted + 80);
    assertThat(second.roleSinceMicros).isEqualTo(22_400);
    assertThat(second.sinceMicros)
        .isEqualTo(List.of(22_401L, 1_129L, 2_289L, 2_064L, 2_133L, 2_204L));
    assertThat(trace.lastEventMicros())
        .isEqualTo(decoded.reports().get(0).getCompleteThroughMicros());
    assertThat(trace.requests()).isEqualTo(3);
    assertThat(trace.failedRequests()).isZero();
    assertThat(trace.outputTokens()).isEqualTo(18);
    assertThat(trace.outputChunks()).isEqualTo(18);
  }
}
