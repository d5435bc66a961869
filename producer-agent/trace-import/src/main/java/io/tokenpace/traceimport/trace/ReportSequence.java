package io.tokenpace.traceimport.trace;

import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ProducerState;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Cuts a trace into the reports an agent would have sent, made one by one as they are asked for: an
 * hour of silence is 3,600 reports that nobody has to hold.
 *
 * <pre>
 *   first accepted
 *   |--200 ms--|--200 ms--|--200 ms--|- … -|--200 ms--|--200 ms--|
 *     report     report                      empty      report      a step with events is a report,
 *                                            report                 else every fifth one is
 * </pre>
 *
 * <p>A step with more than fits one report becomes several, and all but the last of them say they
 * are complete only up to just before the first event they left out.
 *
 * <p>NOT thread-safe.
 */
final class ReportSequence implements Iterator<ImportedReport> {
  private static final long STEP_MICROS = 200_000;
  private static final long HEARTBEAT_MICROS = 1_000_000;

  private final PriorityQueue<RequestEvents> pending = new PriorityQueue<>(RequestEvents.BY_TIME);
  private final ReportWriter writer;
  private final String node;
  private final SeriesLabels labels;
  private final long firstStepMicros;
  private final long lastEventMicros;
  private long reportedStepMicros;

  ReportSequence(ReportSource source, SeriesLabels labels, TracedRun run) {
    this.writer = new ReportWriter(source);
    this.node = source.labels().node();
    this.labels = labels;
    this.firstStepMicros = run.firstAcceptedMicros();
    this.lastEventMicros = run.lastEventMicros();
    this.reportedStepMicros = firstStepMicros;
    for (int number = 0; number < run.requests().size(); number++) {
      pending.add(new RequestEvents(number, run.operation(), run.requests().get(number)));
    }
  }

  @Override
  public boolean hasNext() {
    return !pending.isEmpty();
  }

  @Override
  public ImportedReport next() {
    RequestEvents earliest = pending.peek();
    if (earliest == null) {
      throw new NoSuchElementException();
    }
    long sinceFirst = earliest.timeMicros() - firstStepMicros;
    long stepMicros = firstStepMicros + sinceFirst / STEP_MICROS * STEP_MICROS;
    long heartbeatMicros = reportedStepMicros + HEARTBEAT_MICROS;
    boolean empty = stepMicros > heartbeatMicros;
    reportedStepMicros = empty ? heartbeatMicros : stepMicros;
    writer.begin(reportedStepMicros);
    return empty ? finish() : fill();
  }

  private ImportedReport fill() {
    int series = writer.series(labels);
    long stepEndMicros = reportedStepMicros + STEP_MICROS;
    RequestEvents events = pending.peek();
    while (events != null && events.timeMicros() < stepEndMicros && !writer.full()) {
      pending.remove();
      events.writeTo(writer, series);
      if (events.hasNext()) {
        pending.add(events);
      }
      events = pending.peek();
    }
    return finish();
  }

  private ImportedReport finish() {
    RequestEvents leftOut = pending.peek();
    long completeThroughMicros =
        leftOut == null
            ? lastEventMicros
            : Math.min(leftOut.timeMicros(), reportedStepMicros + STEP_MICROS) - 1;
    byte[] bytes =
        writer.finish(
            completeThroughMicros, leftOut == null ? ProducerState.FINAL : ProducerState.RUNNING);
    return new ImportedReport(node, bytes, completeThroughMicros);
  }
}
