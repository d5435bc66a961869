package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.NodeReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A small good report, encoded by hand field by field, of which a test replaces single fields. The
 * order is the schema's.
 */
final class HandReport {
  private final Map<String, byte[]> fields = new LinkedHashMap<>();

  HandReport() {
    set("node", encoder -> encoder.text("node-1"));
    set("agentId", encoder -> encoder.text("agent"));
    set("servingGroup", encoder -> encoder.text("group"));
    set("region", encoder -> encoder.text("eu"));
    set("cluster", encoder -> encoder.text("c"));
    set("pool", encoder -> encoder.text("p"));
    set("gpus", encoder -> encoder.number(1).text("GPU-1", "H100", "(none)").number(0));
    set("vantage", encoder -> encoder.number(1));
    set("engineRole", encoder -> encoder.number(1));
    set("bootId", encoder -> encoder.raw(new byte[16]));
    set("sequence", encoder -> encoder.number(7));
    set("state", encoder -> encoder.number(1));
    set("baseTimeMicros", encoder -> encoder.number(1_700_000_000_000_000L));
    set("completeThroughMicros", encoder -> encoder.number(1_700_000_000_100_000L));
    set("clockStepMicros", encoder -> encoder.number(0));
    set("series", encoder -> encoder.number(1).text("e", "m", "b", "t", "w").number(0));
    set("started", encoder -> encoder.number(1).raw(start()).number(0));
    set("runs", encoder -> encoder.number(1).raw(new HandRun().bytes()).number(0));
    set("ended", encoder -> encoder.number(1).raw(new HandEnd().bytes()).number(0));
    set(
        "engineCounters",
        encoder -> encoder.number(1).text("e", "preemptions", "count").number(1_000, 20, 4, 0));
    set(
        "engineSamples",
        encoder -> encoder.number(1).text("e", "queue_depth", "count").number(20, 2, 0));
    set(
        "gpuSamples",
        encoder -> encoder.number(1).text("GPU-1").number(30, 1, 870_000, 0, 0, 1, 650_000, 0));
    set("inFlight", encoder -> encoder.number(1, 1).raw(inFlight()).number(0));
    set("drops", encoder -> encoder.number(1).text("ring_full").number(3, 0));
    set("loopLagMicros", encoder -> encoder.number(1, 250));
  }

  static byte[] inFlight() {
    // request, series, accepted, output tokens
    return new HandEncoder().number(5, 0, -60, 17).bytes();
  }

  static byte[] start() {
    // request, series, accepted, upload null, streaming, operation, choices, prompts, bytes null
    return new HandEncoder().number(0, 0, 10, 0).raw((byte) 1).text("chat").number(1, 1, 0).bytes();
  }

  HandReport set(String field, UnaryOperator<HandEncoder> encoding) {
    fields.put(field, encoding.apply(new HandEncoder()).bytes());
    return this;
  }

  byte[] record() {
    HandEncoder record = new HandEncoder();
    record.raw(WireFormat.header(NodeReport.getClassSchema()));
    fields.values().forEach(record::raw);
    return record.bytes();
  }

  /** A run of three chunks of 1, 2 and 3 tokens, the first of them reasoning. */
  static final class HandRun {
    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    HandRun() {
      set("request", encoder -> encoder.number(0));
      set("series", encoder -> encoder.number(0));
      set("choice", encoder -> encoder.number(0));
      set("firstIndex", encoder -> encoder.number(0));
      set("firstOfRequest", encoder -> encoder.raw((byte) 1));
      set("startOffsetMicros", encoder -> encoder.number(40));
      set("sinceMicros", encoder -> encoder.number(30));
      set("gapMicros", encoder -> encoder.number(2, 100, 200, 0));
      set("tokens", encoder -> encoder.number(3, 1, 2, 3, 0));
      set("kinds", encoder -> encoder.number(3, 1, 0, 0, 0));
      set("tokenSource", encoder -> encoder.number(1));
      set("answerSinceMicros", encoder -> encoder.number(1, 130));
      set("roleSinceMicros", encoder -> encoder.number(1, 20));
    }

    HandRun set(String field, UnaryOperator<HandEncoder> encoding) {
      fields.put(field, encoding.apply(new HandEncoder()).bytes());
      return this;
    }

    byte[] bytes() {
      HandEncoder run = new HandEncoder();
      fields.values().forEach(run::raw);
      return run.bytes();
    }
  }

  /** The end of a completed request with output. */
  static final class HandEnd {
    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    HandEnd() {
      set("request", encoder -> encoder.number(0));
      set("series", encoder -> encoder.number(0));
      set("endCause", encoder -> encoder.number(1));
      set("httpStatus", encoder -> encoder.number(1, 200));
      set("inBandCode", encoder -> encoder.number(0));
      set("allChoicesFinished", encoder -> encoder.raw((byte) 1));
      set("streaming", encoder -> encoder.raw((byte) 1));
      set("choices", encoder -> encoder.number(1));
      set("acceptedOffsetMicros", encoder -> encoder.number(10));
      set("endOffsetMicros", encoder -> encoder.number(400));
      set("firstOutputSinceMicros", encoder -> encoder.number(1, 30));
      set("firstAnswerSinceMicros", encoder -> encoder.number(1, 130));
      set("lastOutputSinceMicros", encoder -> encoder.number(1, 330));
      set("roleOnlySinceMicros", encoder -> encoder.number(0));
      set("endSinceMicros", encoder -> encoder.number(390));
      set("inputTokens", encoder -> encoder.number(1, 12));
      set("cachedInputTokens", encoder -> encoder.number(0));
      set("outputTokens", encoder -> encoder.number(1, 6));
      set("countedOutputTokens", encoder -> encoder.number(6));
      set("reasoningTokens", encoder -> encoder.number(0));
      set("firstChunkTokens", encoder -> encoder.number(1, 1));
      set("inputTokenSource", encoder -> encoder.number(1));
      set("outputTokenSource", encoder -> encoder.number(1));
      set("finishReason", encoder -> encoder.number(1).text("stop"));
      set("errorClass", encoder -> encoder.number(0));
      for (String absent :
          new String[] {
            "retryCount", "writeStallMicros", "engineVersion", "configHash", "traceId", "requestId"
          }) {
        set(absent, encoder -> encoder.number(0));
      }
    }

    HandEnd set(String field, UnaryOperator<HandEncoder> encoding) {
      fields.put(field, encoding.apply(new HandEncoder()).bytes());
      return this;
    }

    byte[] bytes() {
      HandEncoder end = new HandEncoder();
      fields.values().forEach(end::raw);
      return end.bytes();
    }
  }
}
