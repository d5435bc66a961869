package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  private static final long BASE = 1_700_000_000_000_000L;
  private static final ReportSource SOURCE =
      new ReportSource(
          new ReportLabels("node-1", "agent", "node-1", "(none)", "(none)", "(none)"),
          List.of(),
          Vantage.EDGE,
          EngineRole.AGGREGATED,
          new BootIdentity(1, 2));

  private final ReportWriter writer = new ReportWriter(SOURCE);
  private final ReportCursor cursor = new ReportCursor();

  @Test
  void chunksThatFollowEachOtherBecomeOneRun() {
    begin(BASE);
    writer.chunk(chunk(0, 0, 100, 100));
    writer.chunk(chunk(0, 1, 150, 50));
    writer.chunk(chunk(0, 2, 150, 0));
    finish();
    assertThat(runs()).containsExactly("choice 0 from 0: 3 chunks");
  }

  @Test
  void choicesHaveRunsOfTheirOwn() {
    begin(BASE);
    writer.chunk(chunk(0, 0, 100, 100));
    writer.chunk(chunk(1, 0, 110, 110));
    writer.chunk(chunk(0, 1, 150, 50));
    finish();
    assertThat(runs()).containsExactly("choice 0 from 0: 2 chunks", "choice 1 from 0: 1 chunks");
  }

  @Test
  void aLostChunkSplitsTheRun() {
    begin(BASE);
    writer.chunk(chunk(0, 0, 100, 100));
    writer.chunk(chunk(0, 2, 150, 50));
    finish();
    assertThat(runs()).containsExactly("choice 0 from 0: 1 chunks", "choice 0 from 2: 1 chunks");
  }

  @Test
  void aMovedClockSplitsTheRunSoThatNoTimeIsLost() {
    begin(BASE);
    writer.chunk(chunk(0, 0, 100, 100));
    writer.chunk(chunk(0, 1, 149, 50));
    finish();
    assertThat(runs()).containsExactly("choice 0 from 0: 1 chunks", "choice 0 from 1: 1 chunks");
  }

  @Test
  void reportsAreNumberedFromZeroAndBeginEmpty() {
    for (int i = 0; i < 3; i++) {
      begin(BASE + i);
      assertThat(writer.baseTimeMicros()).isEqualTo(BASE + i);
      writer.chunk(chunk(0, i, 100, 100));
      finish();
      assertThat(cursor.sequence()).isEqualTo(i);
      assertThat(runs()).containsExactly("choice 0 from %d: 1 chunks".formatted(i));
    }
  }

  @Test
  void theSeriesOfABootAre63AndOneForAllOthers() {
    writer.begin(BASE);
    for (int i = 0; i < 70; i++) {
      int position = writer.series(labels("model-" + i));
      assertThat(position).isEqualTo(Math.min(i, 63));
    }
    assertThat(writer.series(labels("model-62"))).isEqualTo(62);
    finish();
    assertThat(cursor.seriesCount()).isEqualTo(64);
    assertThat(cursor.series(63)).isEqualTo(ReportWriter.OTHER);

    // The boot remembers which it knows; positions are the report's own.
    writer.begin(BASE);
    assertThat(writer.series(labels("model-69"))).isZero();
    assertThat(writer.series(labels("model-3"))).isEqualTo(1);
    finish();
    assertThat(cursor.series(0)).isEqualTo(ReportWriter.OTHER);
    assertThat(cursor.series(1)).isEqualTo(labels("model-3"));
  }

  @Test
  void isFullAt4000Chunks() {
    begin(BASE);
    int chunks = 0;
    while (!writer.full()) {
      int index = chunks / 7;
      writer.chunk(chunk(chunks % 7, index, (long) index << 20, 1 << 20));
      chunks++;
    }
    assertThat(chunks).isEqualTo(4_000);
    finish();
    assertThat(runs()).hasSize(7);
  }

  @Test
  void isFullLongBeforeARecordIsTooLarge() {
    begin(BASE);
    while (!writer.full()) {
      writer.chunk(chunk(0, 0, 1L << 39, 1L << 39));
    }
    byte[] bytes = writer.finish(BASE, ProducerState.RUNNING);
    assertThat(bytes.length).isLessThan(WireFormat.MAX_RECORD_BYTES / 4);
    assertThat(cursor.open(bytes)).isNull();
  }

  @Test
  void requestsAloneFillAReportToo() {
    begin(BASE);
    while (!writer.full()) {
      writer.started(GoldenRecords.nodeReport().getStarted().get(0));
    }
    int ofStarts = writer.finish(BASE, ProducerState.RUNNING).length;
    begin(BASE);
    assertThat(writer.full()).as("a new report").isFalse();
    while (!writer.full()) {
      writer.ended(GoldenRecords.nodeReport().getEnded().get(0));
    }
    int ofEnds = writer.finish(BASE, ProducerState.RUNNING).length;
    assertThat(ofStarts).isBetween(8 * 1024, WireFormat.MAX_RECORD_BYTES / 4);
    assertThat(ofEnds).isBetween(8 * 1024, WireFormat.MAX_RECORD_BYTES / 4);
  }

  @Test
  void carriesWhatAReportSaysBesidesItsEvents() {
    NodeReport golden = GoldenRecords.nodeReport();
    ReportGauges gauges =
        new ReportGauges(
            golden.getClockStepMicros(),
            golden.getEngineCounters(),
            golden.getEngineSamples(),
            golden.getGpuSamples(),
            golden.getInFlight(),
            golden.getDrops(),
            golden.getLoopLagMicros());
    begin(BASE);
    NodeReport said = decode(writer.finish(BASE, ProducerState.RUNNING, gauges));
    begin(BASE);
    NodeReport silent = decode(writer.finish(BASE, ProducerState.RUNNING));

    assertThat(said.getEngineCounters()).isEqualTo(golden.getEngineCounters()).isNotEmpty();
    assertThat(said.getEngineSamples()).isEqualTo(golden.getEngineSamples()).isNotEmpty();
    assertThat(said.getGpuSamples()).isEqualTo(golden.getGpuSamples()).isNotEmpty();
    assertThat(said.getInFlight()).isEqualTo(golden.getInFlight()).isNotEmpty();
    assertThat(said.getDrops()).isEqualTo(golden.getDrops()).isNotEmpty();
    assertThat(said.getLoopLagMicros()).isEqualTo(golden.getLoopLagMicros()).isNotNull();
    assertThat(said.getClockStepMicros()).isEqualTo(golden.getClockStepMicros()).isNotZero();
    assertThat(silent.getInFlight()).isNull();
    assertThat(silent.getLoopLagMicros()).isNull();
    assertThat(silent.getDrops()).isEmpty();
  }

  private static NodeReport decode(byte[] bytes) {
    return ((Decoded.Value<NodeReport>) WireCodec.nodeReports().decode(bytes)).value();
  }

  @Test
  void nothingIsAddedOutsideAReport() {
    assertThat(writer.begun()).isFalse();
    assertThatThrownBy(() -> writer.started(GoldenRecords.nodeReport().getStarted().get(0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.ended(GoldenRecords.nodeReport().getEnded().get(0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::baseTimeMicros).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.chunk(chunk(0, 0, 0, 0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.series(labels("m"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.finish(BASE, ProducerState.FINAL))
        .isInstanceOf(IllegalStateException.class);
    writer.begin(BASE);
    assertThat(writer.begun()).isTrue();
    assertThatThrownBy(() -> writer.begin(BASE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatReadersWouldRefuseIsRefusedBeforeItIsWritten() {
    refused(() -> chunk(0, 0, 0, -1), "sinceMicros: -1 (expected: 0 to ");
    refused(() -> chunk(0, 0, 0, (1L << 40) + 1), "sinceMicros: 1099511627777");
    refused(() -> chunk(-1, 0, 0, 0), "chunk: request 5, series 0, choice -1, index 0");
    refused(() -> labels(""), "model: 0 bytes (expected: 1 to 128)");
    refused(() -> labels("ü".repeat(65)), "model: 130 bytes");
    refused(() -> labels("x".repeat(129)), "model: 129 bytes");
    refused(
        () -> new ReportLabels("", "agent", "group", "(none)", "(none)", "(none)"),
        "node: 0 bytes");
    refused(() -> full(1, 0, ChunkKind.ANSWER, true, -1, -1), "index: 1");
    refused(() -> full(1, 0, ChunkKind.ANSWER, false, -1, 0), "index: 1");
    refused(() -> full(0, 9, ChunkKind.ANSWER, false, -1, 10), "roleSinceMicros: 10");
    refused(() -> full(0, 9, ChunkKind.REASONING, false, 9, -1), "answerSinceMicros: 9");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(expected: ");
  }

  private void begin(long baseTimeMicros) {
    writer.begin(baseTimeMicros);
    assertThat(writer.series(labels("model"))).isZero();
  }

  private void finish() {
    assertThat(cursor.open(writer.finish(BASE + 1_000, ProducerState.RUNNING))).isNull();
  }

  private List<String> runs() {
    List<String> runs = new ArrayList<>();
    for (RunCursor run = cursor.runs(); run.next(); ) {
      runs.add(
          "choice %d from %d: %d chunks".formatted(run.choice(), run.firstIndex(), run.chunks()));
    }
    return runs;
  }

  private static SeriesLabels labels(String model) {
    return new SeriesLabels("(none)", model, "(none)", "(none)", "(none)");
  }

  private static OutputChunk chunk(int choice, long index, long offsetMicros, long sinceMicros) {
    return new OutputChunk(
        5,
        0,
        choice,
        index,
        BASE + offsetMicros,
        sinceMicros,
        1,
        ChunkKind.ANSWER,
        TokenSource.TOKEN_IDS,
        false,
        OutputChunk.ABSENT,
        OutputChunk.ABSENT);
  }

  private static OutputChunk full(
      long index, long since, ChunkKind kind, boolean first, long answer, long role) {
    return new OutputChunk(
        5, 0, 0, index, BASE, since, 1, kind, TokenSource.TOKEN_IDS, first, answer, role);
  }
}
