package io.tokenpace.traceimport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenRun;
import java.util.ArrayList;
import java.util.List;

/** Holds a boot's reports to what the wire promises, whatever is in them. */
public final class SequenceCheck {
  private static final long STEP_MICROS = 200_000;

  private SequenceCheck() {}

  /** Checks numbering, state, steps, heartbeats, and that completeThrough is true. */
  public static void check(List<NodeReport> reports) {
    long firstBase = reports.get(0).getBaseTimeMicros();
    long completeThrough = Long.MIN_VALUE;
    long lastBase = firstBase;
    for (int i = 0; i < reports.size(); i++) {
      NodeReport report = reports.get(i);
      boolean last = i == reports.size() - 1;
      long base = report.getBaseTimeMicros();
      assertThat(report.getSequence()).isEqualTo(i);
      assertThat(report.getBootId()).isEqualTo(reports.get(0).getBootId());
      assertThat(report.getState()).isEqualTo(last ? ProducerState.FINAL : ProducerState.RUNNING);
      assertThat((base - firstBase) % STEP_MICROS).as("steps begin at t0").isZero();
      assertThat(base).isBetween(lastBase, lastBase + 1_000_000);
      for (long time : eventMicros(report)) {
        assertThat(time)
            .as("an event of report %d, after what report %d was complete through", i, i - 1)
            .isGreaterThan(completeThrough)
            .isBetween(base, base + STEP_MICROS - 1);
      }
      assertThat(report.getCompleteThroughMicros()).isGreaterThanOrEqualTo(completeThrough);
      if (i > 0) {
        assertThat(report.getCompleteThroughMicros() - completeThrough)
            .as("a report at least every second")
            .isLessThanOrEqualTo(1_000_000);
      }
      completeThrough = report.getCompleteThroughMicros();
      lastBase = base;
    }
    assertThat(eventMicros(reports.get(reports.size() - 1)).stream().max(Long::compare))
        .as("the final report is complete through the last event")
        .hasValue(completeThrough);
  }

  private static List<Long> eventMicros(NodeReport report) {
    List<Long> times = new ArrayList<>();
    long base = report.getBaseTimeMicros();
    for (RequestStart start : report.getStarted()) {
      times.add(base + start.getAcceptedOffsetMicros());
    }
    for (TokenRun run : report.getRuns()) {
      long time = base + run.getStartOffsetMicros();
      times.add(time);
      for (long gap : run.getGapMicros()) {
        time += gap;
        times.add(time);
      }
    }
    for (RequestEnd end : report.getEnded()) {
      times.add(base + end.getEndOffsetMicros());
    }
    return times;
  }
}
