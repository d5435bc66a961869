package io.tokenpace.traceimport.publish;

import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * The reports of several traces as one sequence by completeThrough; at equal times the earlier
 * trace's first. Holds one report a trace.
 *
 * <p>NOT thread-safe.
 */
final class MergedReports implements Iterator<ImportedReport> {
  private static final Comparator<Head> ORDER =
      Comparator.comparingLong((Head head) -> head.report().completeThroughMicros())
          .thenComparingInt(Head::trace);

  private final PriorityQueue<Head> heads = new PriorityQueue<>(ORDER);

  private record Head(int trace, ImportedReport report, Iterator<ImportedReport> rest) {}

  MergedReports(List<ImportedTrace> traces) {
    for (int trace = 0; trace < traces.size(); trace++) {
      push(trace, traces.get(trace).iterator());
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public ImportedReport next() {
    Head head = heads.poll();
    if (head == null) {
      throw new NoSuchElementException();
    }
    push(head.trace(), head.rest());
    return head.report();
  }

  private void push(int trace, Iterator<ImportedReport> rest) {
    if (rest.hasNext()) {
      heads.add(new Head(trace, rest.next(), rest));
    }
  }
}
