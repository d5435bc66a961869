package io.tokenpace.jobs.source;

import io.tokenpace.jobs.kafka.DeadLetters;
import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.RejectionReason;
import io.tokenpace.schemas.codec.ReportCursor;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Parts records into reports and dead letters. Bad records never fail the job.
 *
 * <p>Confined to its task's thread.
 */
public final class SplitReports extends ProcessFunction<ReportRecord, Report> {
  /** Records that cannot be used. */
  public static final OutputTag<TopicRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(TopicRecord.class));

  /** Accumulator: records handed to the dead letters. */
  public static final String REPORTS_DEAD = "reports_dead";

  private static final long serialVersionUID = 1L;
  private static final long MAX_AHEAD_MICROS = 60_000_000;

  private final boolean live;
  private final LongCounter reportsDead = new LongCounter();
  private transient @Nullable ReportCursor cursor;

  /**
   * A splitter for one run.
   *
   * @param live whether event time that is ahead of the broker's clock is refused; in history it
   *     never is
   */
  public SplitReports(boolean live) {
    this.live = live;
  }

  @Override
  public void open(OpenContext context) {
    cursor = new ReportCursor();
    getRuntimeContext().addAccumulator(REPORTS_DEAD, reportsDead);
  }

  @Override
  public void processElement(ReportRecord report, Context context, Collector<Report> out) {
    KafkaRecord record = report.record();
    Rejection rejection = rejection(report);
    if (rejection != null || record.value() == null) {
      reportsDead.add(1);
      context.output(
          DEAD_LETTERS,
          DeadLetters.of(
              record,
              rejection == null
                  ? new Rejection(RejectionReason.EMPTY, "value: none (expected: a record)", null)
                  : rejection));
      return;
    }
    out.collect(
        new Report(report.servingGroup(), report.node(), record.appendedMicros(), record.value()));
  }

  private @Nullable Rejection rejection(ReportRecord report) {
    if (!report.readable()) {
      ReportCursor opened = cursor == null ? new ReportCursor() : cursor;
      return opened.open(report.record().value());
    }
    long appended = report.record().appendedMicros();
    if (live && appended >= 0 && report.completeThroughMicros() - appended > MAX_AHEAD_MICROS) {
      return new Rejection(
          RejectionReason.CLOCK_AHEAD,
          "completeThroughMicros: %d (expected: at most 60 s after the append time, %d)"
              .formatted(report.completeThroughMicros(), appended),
          null);
    }
    return null;
  }
}
