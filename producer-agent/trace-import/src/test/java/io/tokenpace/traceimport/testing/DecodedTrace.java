package io.tokenpace.traceimport.testing;

import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenRun;
import io.tokenpace.traceimport.trace.ImportedReport;
import io.tokenpace.traceimport.trace.ImportedTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a trace's reports say, put together again by request. */
public final class DecodedTrace {
  private final List<NodeReport> reports = new ArrayList<>();
  private final Map<Long, Request> requests = new TreeMap<>();

  /** One request, as the reports tell it; times are UTC microseconds. */
  public static final class Request {
    /** When it was accepted. */
    public long acceptedMicros = -1;

    /** Event times of its output chunks. */
    public final List<Long> outputMicros = new ArrayList<>();

    /** Distances between its output chunks, the first to accepted, as the runs give them. */
    public final List<Long> sinceMicros = new ArrayList<>();

    /** Accepted to the role-only chunk before output; null without. */
    public Long roleSinceMicros;

    /** Its start. */
    public RequestStart start;

    /** Its end. */
    public RequestEnd end;
  }

  /** Decodes all of a trace's reports; fails if one is no good. */
  public DecodedTrace(ImportedTrace trace) {
    WireCodec<NodeReport> codec = WireCodec.nodeReports();
    ReportCursor cursor = new ReportCursor();
    for (ImportedReport imported : trace) {
      if (cursor.open(imported.bytes()) != null) {
        throw new AssertionError(cursor.open(imported.bytes()));
      }
      NodeReport report = codec.decode(imported.bytes()).orThrow();
      reports.add(report);
      add(report);
    }
  }

  private void add(NodeReport report) {
    long base = report.getBaseTimeMicros();
    for (RequestStart start : report.getStarted()) {
      Request request = requests.computeIfAbsent(start.getRequest(), number -> new Request());
      request.start = start;
      request.acceptedMicros = base + start.getAcceptedOffsetMicros();
    }
    for (TokenRun run : report.getRuns()) {
      Request request = requests.get(run.getRequest());
      long time = base + run.getStartOffsetMicros();
      request.outputMicros.add(time);
      request.sinceMicros.add(run.getSinceMicros());
      for (long gap : run.getGapMicros()) {
        time += gap;
        request.outputMicros.add(time);
        request.sinceMicros.add(gap);
      }
      if (run.getRoleSinceMicros() != null) {
        request.roleSinceMicros = run.getRoleSinceMicros();
      }
    }
    for (RequestEnd end : report.getEnded()) {
      requests.get(end.getRequest()).end = end;
    }
  }

  /** The reports, in order. */
  public List<NodeReport> reports() {
    return reports;
  }

  /** Number of requests. */
  public int size() {
    return requests.size();
  }

  /** A request by its place in the file. */
  public Request request(int number) {
    return requests.get((long) number);
  }
}
