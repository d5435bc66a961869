package io.tokenpace.standalone.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One node, alive for two seconds, and its two requests: r-1 was answered with three chunks of 1, 2
 * and 1 tokens, r-2 was left by its client after one. What everybody says of them agrees; a test
 * changes what it wants to see found.
 */
final class TwoRequests {
  static final long START = 1_767_225_600_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SeriesLabels LABELS =
      new SeriesLabels("engine-0", "model", "(none)", "tenant", "chat");

  /** What the fleet's report says. */
  final ObjectNode metrics = JSON.createObjectNode();

  final Map<String, JsonNode> truth = new HashMap<>();
  final Map<String, JsonNode> record = new HashMap<>();
  private final boolean finalReport;

  /**
   * The requests.
   *
   * @param finalReport whether the agent ended in order; else it fell silent with r-2 in flight,
   *     and a third request that had no answer yet
   */
  TwoRequests(boolean finalReport) throws JsonProcessingException {
    this.finalReport = finalReport;
    for (String zero :
        List.of("rejected", "client_error", "failed", "timed_out", "lost", "unknown")) {
      metrics.put("requests_" + zero, 0);
    }
    metrics.put("requests_in_flight_at_end", finalReport ? 0 : 2);
    metrics.put("requests_started", finalReport ? 2 : 3).put("requests_completed", 1);
    metrics.put("requests_cancelled", finalReport ? 1 : 0).put("output_tokens", 5);
    latency("ttft", 2, "50.000", "80.000");
    latency("icl", 2, "10.000", "20.000");
    latency("itl", 3, "5.000", "20.000");
    latency("tpot", 1, "10.000", "10.000");
    latency("e2e", 1, "80.000", "80.000");
    // 3.60 $ an hour are 1,000,000 nano-dollars a second; without a final report the lease counts.
    metrics.put("gpu_cost", finalReport ? 0.002 : 0.032);
    truth.put(
        "r-1",
        json(
            "[[1, 0, 1, 'answer', 1049000000], [2, 0, 2, 'answer', 1059000000],"
                + " [3, 0, 1, 'answer', 1080000000]]",
            "completed"));
    truth.put("r-2", json("[[1, 0, 1, 'answer', 1079500000]]", "cancelled"));
    record.put("r-1", JSON.readTree("{\"outcome\": \"completed\"}"));
    record.put("r-2", JSON.readTree("{\"outcome\": \"cancelled\"}"));
  }

  private void latency(String name, int count, String low, String high) {
    ObjectNode shape = metrics.putObject(name).put("count", count);
    shape.put("p50_ms", new BigDecimal(low));
    for (String quantile : List.of("p90_ms", "p95_ms", "p99_ms")) {
      shape.put(quantile, new BigDecimal(high));
    }
  }

  static JsonNode json(String frames, String ended) throws JsonProcessingException {
    return JSON.readTree(
        """
        {"node": "node-1", "n": 1, "streaming": true, "acceptedNanos": 1000000000,
         "ended": "%s", "frames": %s}
        """
            .formatted(ended, frames.replace('\'', '"')));
  }

  TruthReport compare() throws JsonProcessingException {
    SeenReports seen = new SeenReports();
    reports().forEach(seen::add);
    ObjectNode report = JSON.createObjectNode();
    for (String rollup : List.of("fleet", "node")) {
      report.withArray("rollups").addObject().put("rollup", rollup).set("metrics", metrics);
    }
    return TruthReport.of(
        seen,
        new TruthReport.Sources(
            "unused",
            new OffsetRange(Map.of(), Map.of()),
            Run.liveUntil("live", START, START + 60_000_000),
            config(),
            report.toString(),
            Path.of("unused"),
            Path.of("unused")),
        truth,
        record);
  }

  private static PipelineConfig config() {
    PipelineConfig standard = PipelineConfig.DEFAULT;
    return new PipelineConfig(
        standard.sliceMillis(),
        standard.windows(),
        standard.leaseMillis(),
        standard.allowedLatenessMillis(),
        standard.rollups(),
        standard.bounds(),
        standard.views(),
        standard.goodput(),
        List.of(new GpuPrice("H100-SXM", 3_600_000_000L, 0)));
  }

  private List<byte[]> reports() {
    ReportWriter writer =
        new ReportWriter(
            new ReportSource(
                new ReportLabels("node-1", "agent", "node-1", "(none)", "(none)", "(none)"),
                List.of(new Gpu("gpu-0", "H100-SXM", "engine-0")),
                Vantage.ENGINE,
                EngineRole.AGGREGATED,
                new BootIdentity(1, 2)));
    writer.begin(START);
    int series = writer.series(new SeriesLabels("engine-0", "model", "(none)", "tenant", "chat"));
    writer.started(started(0, series, 100_000));
    writer.started(started(1, series, 200_000));
    writer.chunk(chunk(0, 0, 150_000, 50_000, 1));
    writer.chunk(chunk(0, 1, 160_000, 10_000, 2));
    writer.chunk(chunk(0, 2, 180_000, 20_000, 1));
    writer.chunk(chunk(1, 0, 280_000, 80_000, 1));
    writer.ended(ended(0, "r-1", 100_000, 80_000, 50_000, EndCause.RESPONSE_COMPLETE, 4));
    if (!finalReport) {
      writer.started(started(2, series, 300_000));
      return List.of(writer.finish(START + 2_000_000, ProducerState.RUNNING));
    }
    byte[] first = writer.finish(START + 1_000_000, ProducerState.RUNNING);
    writer.begin(START + 1_000_000);
    assertThat(writer.series(LABELS)).isEqualTo(series);
    writer.ended(ended(1, "r-2", -800_000, 80_000, 80_000, EndCause.CLIENT_LEFT, 1));
    return List.of(first, writer.finish(START + 2_000_000, ProducerState.FINAL));
  }

  private static RequestStart started(long request, int series, long offset) {
    return RequestStart.newBuilder()
        .setRequest(request)
        .setSeries(series)
        .setAcceptedOffsetMicros(offset)
        .setStreaming(true)
        .setOperation("chat")
        .setChoices(1)
        .setPrompts(1)
        .build();
  }

  private static OutputChunk chunk(
      long request, long index, long offset, long sinceMicros, int tokens) {
    return new OutputChunk(
        request,
        0,
        0,
        index,
        START + offset,
        sinceMicros,
        tokens,
        ChunkKind.ANSWER,
        TokenSource.USAGE_DELTA,
        index == 0,
        index == 0 ? sinceMicros : OutputChunk.ABSENT,
        OutputChunk.ABSENT);
  }

  private static RequestEnd ended(
      long request, String id, long accepted, long last, long first, EndCause cause, long tokens) {
    return RequestEnd.newBuilder()
        .setRequest(request)
        .setSeries(0)
        .setEndCause(cause)
        .setHttpStatus(200)
        .setAllChoicesFinished(cause == EndCause.RESPONSE_COMPLETE)
        .setStreaming(true)
        .setChoices(1)
        .setAcceptedOffsetMicros(accepted)
        .setEndOffsetMicros(accepted + last)
        .setFirstOutputSinceMicros(first)
        .setLastOutputSinceMicros(last)
        .setEndSinceMicros(last)
        .setCountedOutputTokens(tokens)
        .setFirstChunkTokens(1L)
        .setInputTokenSource(InputTokenSource.UNKNOWN)
        .setOutputTokenSource(TokenSource.USAGE_DELTA)
        .setRequestId(id)
        .build();
  }
}
