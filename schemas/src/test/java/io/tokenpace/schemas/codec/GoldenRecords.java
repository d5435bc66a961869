package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.BootId;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.GpuSample;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.Series;
import io.tokenpace.schemas.wire.Sha256;
import io.tokenpace.schemas.wire.TokenEvent;
import io.tokenpace.schemas.wire.TokenRun;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** What the golden bytes say: one record of each kind with every field set, fixed for good. */
final class GoldenRecords {
  private static final long BASE = 1_767_225_600_000_000L;

  private GoldenRecords() {}

  private static BootId boot() {
    byte[] boot = new byte[16];
    for (int i = 0; i < boot.length; i++) {
      boot[i] = (byte) (i * 17);
    }
    return new BootId(boot);
  }

  static NodeReport nodeReport() {
    return NodeReport.newBuilder()
        .setNode("node-1")
        .setAgentId("agent-1")
        .setServingGroup("group-1")
        .setRegion("eu-north")
        .setCluster("c1")
        .setPool("pool-ü")
        .setGpus(List.of(new Gpu("GPU-1", "H100-SXM", "engine-1")))
        .setVantage(Vantage.ENGINE)
        .setEngineRole(EngineRole.AGGREGATED)
        .setBootId(boot())
        .setSequence(41)
        .setState(ProducerState.RUNNING)
        .setBaseTimeMicros(BASE)
        .setCompleteThroughMicros(BASE + 200_000)
        .setClockStepMicros(-3)
        .setSeries(
            List.of(
                new Series("engine-1", "llama", "llama-base", "acme", "chat"),
                new Series("(none)", "(unknown)", "(none)", "(none)", "(none)")))
        .setStarted(List.of(start()))
        .setRuns(List.of(run()))
        .setEnded(List.of(end()))
        .setEngineCounters(
            List.of(new EngineCounter("engine-1", "hits", "tokens", BASE - 9, 7L, 1L << 33)))
        .setEngineSamples(List.of(new EngineSample("engine-1", "waiting", "count", 8L, 5L)))
        .setGpuSamples(List.of(new GpuSample("GPU-1", 9L, 870_000L, 1L << 36, 1L << 37, 650_000L)))
        .setInFlight(List.of(new InFlightRequest(8L, 1, -5_000L, 12L)))
        .setDrops(List.of(new DropCount("ring_full", 3L)))
        .setLoopLagMicros(250L)
        .build();
  }

  private static RequestStart start() {
    return RequestStart.newBuilder()
        .setRequest(7)
        .setSeries(0)
        .setAcceptedOffsetMicros(-1_000)
        .setUploadMicros(40L)
        .setStreaming(true)
        .setOperation("chat")
        .setChoices(1)
        .setPrompts(1)
        .setRequestBytes(812L)
        .build();
  }

  private static TokenRun run() {
    return TokenRun.newBuilder()
        .setRequest(7)
        .setSeries(0)
        .setChoice(0)
        .setFirstIndex(0)
        .setFirstOfRequest(true)
        .setStartOffsetMicros(30_000)
        .setSinceMicros(31_000)
        .setGapMicros(List.of(0L, 12_345L, 1L << 30))
        .setTokens(List.of(1, 2, 1, 300))
        .setKinds(
            List.of(ChunkKind.REASONING, ChunkKind.ANSWER, ChunkKind.TOOL_CALL, ChunkKind.REFUSAL))
        .setTokenSource(TokenSource.USAGE_DELTA)
        .setAnswerSinceMicros(31_000L)
        .setRoleSinceMicros(20_000L)
        .build();
  }

  private static RequestEnd end() {
    return RequestEnd.newBuilder()
        .setRequest(6)
        .setSeries(1)
        .setEndCause(EndCause.UPSTREAM_ERROR)
        .setHttpStatus(200)
        .setInBandCode(503)
        .setAllChoicesFinished(false)
        .setStreaming(true)
        .setChoices(2)
        .setAcceptedOffsetMicros(-900_000)
        .setEndOffsetMicros(100)
        .setFirstOutputSinceMicros(1_000L)
        .setFirstAnswerSinceMicros(2_000L)
        .setLastOutputSinceMicros(3_000L)
        .setRoleOnlySinceMicros(null)
        .setEndSinceMicros(900_100)
        .setInputTokens(12L)
        .setCachedInputTokens(4L)
        .setOutputTokens(60L)
        .setCountedOutputTokens(59)
        .setReasoningTokens(11L)
        .setFirstChunkTokens(1L)
        .setInputTokenSource(InputTokenSource.USAGE)
        .setOutputTokenSource(TokenSource.ONE_PER_CHUNK)
        .setFinishReason("error")
        .setErrorClass("overload")
        .setRetryCount(2)
        .setWriteStallMicros(17L)
        .setEngineVersion("0.9.1")
        .setConfigHash("abc123")
        .setTraceId("4bf92f3577b34da6a3ce929d0e0e4736")
        .setRequestId("cmpl-1")
        .build();
  }

  static TokenEvent tokenEvent() {
    return TokenEvent.newBuilder()
        .setNode("node-1")
        .setRegion("eu-north")
        .setCluster("c1")
        .setPool("pool-ü")
        .setVantage(Vantage.ROUTER)
        .setBootId(boot())
        .setSequence(41)
        .setEngine("engine-1")
        .setModel("llama")
        .setBaseModel("llama-base")
        .setTenant("acme")
        .setWorkload("chat")
        .setRequest(7)
        .setChoice(2)
        .setIndex(0)
        .setTimeMicros(BASE + 30_000)
        .setSinceMicros(31_000)
        .setTokens(3)
        .setKind(ChunkKind.TOOL_CALL)
        .setTokenSource(TokenSource.LOGPROBS)
        .setFirstOfRequest(true)
        .setAnswerSinceMicros(31_000L)
        .setRoleSinceMicros(20_000L)
        .build();
  }

  /** Counters are numbered, and every latency holds three observations; one group is unknown. */
  static MetricSet metrics() {
    MetricSet metrics = new MetricSet();
    for (Counter counter : Counter.ALL) {
      if (counter.group() != MetricGroup.COST) {
        metrics.add(counter, counter.ordinal() + 1L);
      }
    }
    for (Latency latency : Latency.ALL) {
      if (latency.group() == MetricGroup.CORE) {
        for (long value : new long[] {17, 900, 1_000_000 + latency.ordinal()}) {
          metrics.observe(latency).add(value, 1, value * latency.sumUnit().perMicro());
        }
      }
    }
    metrics.know(MetricGroup.READER);
    return metrics;
  }

  static FleetMetrics fleetMetrics() {
    FleetMetrics row = new FleetMetrics();
    row.put("run", "replay-0123456789ab");
    row.put("live", false);
    row.put("runStart", Instant.parse("2026-01-01T00:00:00.000001Z"));
    row.put("runEnd", Instant.parse("2026-01-01T01:00:00.000002Z"));
    row.put("rollup", "model");
    row.put("key", "{\"model\":\"llama\"}");
    row.put("windowMillis", 60_000L);
    row.put("windowEnd", Instant.parse("2026-01-01T00:01:00Z"));
    row.put("tumbling", true);
    row.put("revision", 1);
    row.put("configHash", "0011223344556677");
    row.put("complete", true);
    FleetMetricsFields.write(metrics(), row);
    return row;
  }

  static DeadLetter deadLetter() {
    byte[] digest = new byte[32];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) (255 - i);
    }
    return DeadLetter.newBuilder()
        .setTopic("tokenpace.node-reports")
        .setPartition(17)
        .setOffset(1L << 40)
        .setAppendedMicros(BASE)
        .setReason(RejectionReason.UNKNOWN_FINGERPRINT.name())
        .setDetail("fingerprint: 0807060504030201 (expected: 1)")
        .setFingerprint(0x0807060504030201L)
        .setLength(4)
        .setHead(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}))
        .setSha256(new Sha256(digest))
        .build();
  }
}
