package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Reads a report with {@link ReportCursor}. */
final class SeenByCursor {
  private SeenByCursor() {}

  static Seen read(ReportCursor cursor, byte[] record) {
    assertThat(cursor.open(record)).isNull();
    return walk(cursor);
  }

  static Seen walk(ReportCursor cursor) {
    ReportLabels labels = cursor.labels();
    assertThat(labels.node()).isEqualTo(cursor.node());
    assertThat(labels.servingGroup()).isEqualTo(cursor.servingGroup());
    StringBuilder gpus = new StringBuilder();
    for (ReportGpu gpu : cursor.gpus()) {
      gpus.append(String.join("/", gpu.uuid(), gpu.type(), gpu.engine())).append(';');
    }
    String header =
        String.join(
            " ",
            labels.node(),
            labels.agentId(),
            labels.servingGroup(),
            labels.region(),
            labels.cluster(),
            labels.pool(),
            gpus,
            cursor.vantage().name(),
            cursor.boot().toString(),
            Long.toString(cursor.sequence()),
            cursor.state().name(),
            Long.toString(cursor.baseTimeMicros()),
            Long.toString(cursor.completeThroughMicros()));
    List<String> series = new ArrayList<>();
    for (int i = 0; i < cursor.seriesCount(); i++) {
      SeriesLabels set = cursor.series(i);
      series.add(
          String.join(
              "/", set.engine(), set.model(), set.baseModel(), set.tenant(), set.workload()));
    }
    List<Seen.Chunk> chunks = new ArrayList<>();
    for (RunCursor run = cursor.runs(); run.next(); ) {
      long time = run.startMicros();
      for (int chunk = 0; chunk < run.chunks(); chunk++) {
        long since = chunk == 0 ? run.sinceMicros() : run.gapMicros(chunk);
        time = chunk == 0 ? time : time + since;
        chunks.add(
            new Seen.Chunk(
                run.request(),
                run.choice(),
                run.firstIndex() + chunk,
                series.get(run.series()),
                time,
                since,
                run.tokens(chunk),
                run.reasoning(chunk),
                run.tokensEstimated(),
                chunk == 0 && run.firstOfRequest(),
                chunk == run.firstAnswer() ? run.answerSinceMicros() : -1,
                chunk == 0 ? run.roleSinceMicros() : -1));
      }
    }
    return new Seen(
        header,
        chunks,
        started(cursor, series),
        ended(cursor, series),
        inFlight(cursor, series),
        gauges(cursor));
  }

  private static List<String> started(ReportCursor cursor, List<String> series) {
    List<String> lines = new ArrayList<>();
    for (StartedCursor start = cursor.started(); start.next(); ) {
      lines.add(
          "%d %s %d %d %b %d %d"
              .formatted(
                  start.request(),
                  series.get(start.series()),
                  start.acceptedMicros(),
                  start.uploadMicros(),
                  start.streaming(),
                  start.choices(),
                  start.prompts()));
    }
    return lines;
  }

  private static List<String> ended(ReportCursor cursor, List<String> series) {
    List<String> lines = new ArrayList<>();
    for (EndedCursor end = cursor.ended(); end.next(); ) {
      lines.add(
          "%d %s %s %d %d %b %b %d %d %d %d %d %d %d %d %d %d %d %d %d %b %s %d"
              .formatted(
                  end.request(),
                  series.get(end.series()),
                  end.cause(),
                  end.httpStatus(),
                  end.inBandCode(),
                  end.allChoicesFinished(),
                  end.streaming(),
                  end.choices(),
                  end.acceptedMicros(),
                  end.endMicros(),
                  end.firstOutputSinceMicros(),
                  end.lastOutputSinceMicros(),
                  end.roleOnlySinceMicros(),
                  end.endSinceMicros(),
                  end.inputTokens(),
                  end.cachedInputTokens(),
                  end.outputTokens(),
                  end.countedOutputTokens(),
                  end.reasoningTokens(),
                  end.firstChunkTokens(),
                  end.inputTokensEstimated(),
                  end.errorClass(),
                  end.retryCount()));
    }
    return lines;
  }

  private static List<String> inFlight(ReportCursor cursor, List<String> series) {
    InFlightCursor listed = cursor.inFlight();
    if (listed == null) {
      return Seen.NO_LIST;
    }
    List<String> lines = new ArrayList<>();
    while (listed.next()) {
      lines.add(
          "%d %s %d %d"
              .formatted(
                  listed.request(),
                  series.get(listed.series()),
                  listed.acceptedMicros(),
                  listed.outputTokens()));
    }
    return lines;
  }

  private static List<String> gauges(ReportCursor cursor) {
    List<String> lines = new ArrayList<>();
    for (EngineCounterCursor counter = cursor.engineCounters(); counter.next(); ) {
      lines.add(
          "counter %s %s %s %d %d %d"
              .formatted(
                  counter.engine(),
                  counter.name(),
                  counter.unit(),
                  counter.startedAtMicros(),
                  counter.timeMicros(),
                  counter.value()));
    }
    for (EngineSampleCursor sample = cursor.engineSamples(); sample.next(); ) {
      lines.add(
          "sample %s %s %s %d %d"
              .formatted(
                  sample.engine(),
                  sample.name(),
                  sample.unit(),
                  sample.timeMicros(),
                  sample.value()));
    }
    for (GpuSampleCursor gpu = cursor.gpuSamples(); gpu.next(); ) {
      lines.add(
          "gpu %s %d %d %d %d %d"
              .formatted(
                  gpu.uuid(),
                  gpu.timeMicros(),
                  gpu.utilisationPpm(),
                  gpu.memoryUsedBytes(),
                  gpu.memoryTotalBytes(),
                  gpu.powerMilliwatts()));
    }
    for (DropCursor drop = cursor.drops(); drop.next(); ) {
      lines.add("drop %s %d".formatted(drop.reason(), drop.events()));
    }
    lines.add("step %d lag %d".formatted(cursor.clockStepMicros(), cursor.loopLagMicros()));
    return lines;
  }
}
