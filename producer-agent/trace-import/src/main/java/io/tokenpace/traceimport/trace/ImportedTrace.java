package io.tokenpace.traceimport.trace;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.Vantage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One file, read whole and found good, as one boot of a node's producer.
 *
 * <p>Immutable and thread-safe; each iterator is for one thread.
 */
public final class ImportedTrace implements Iterable<ImportedReport> {
  private static final String AGENT = "trace-import";

  private final Path file;
  private final TracedRun run;
  private final ReportSource source;
  private final SeriesLabels labels;
  private final long lastEventMicros;

  /**
   * The trace of a file.
   *
   * @param file the file, as it was given
   * @param boot identity derived from the file's bytes and the options
   * @param options what the file does not say
   * @param run what the file says
   */
  public ImportedTrace(Path file, BootIdentity boot, ImportOptions options, TracedRun run) {
    this.file = file;
    this.run = run;
    this.lastEventMicros = run.lastEventMicros();
    this.labels =
        new SeriesLabels(
            SeriesLabels.NONE,
            run.model(),
            SeriesLabels.NONE,
            options.tenant(),
            options.workload());
    this.source =
        new ReportSource(
            new ReportLabels(
                options.node(),
                AGENT,
                options.node(),
                options.region(),
                options.cluster(),
                SeriesLabels.NONE),
            gpus(options),
            Vantage.EDGE,
            EngineRole.AGGREGATED,
            boot);
  }

  /** The file, as it was given. */
  public Path file() {
    return file;
  }

  /** The node its reports are of. */
  public String node() {
    return source.labels().node();
  }

  /** Identity of the boot: the same for the same bytes under the same options. */
  public BootIdentity boot() {
    return source.boot();
  }

  /** The first event, UTC microseconds. */
  public long firstAcceptedMicros() {
    return run.firstAcceptedMicros();
  }

  /** The last event, UTC microseconds. */
  public long lastEventMicros() {
    return lastEventMicros;
  }

  /** Number of requests, failed ones included; each starts and ends in the reports. */
  public int requests() {
    return run.requests().size();
  }

  /** Number of requests that failed. */
  public int failedRequests() {
    return (int) run.requests().stream().filter(request -> !request.succeeded()).count();
  }

  /** Number of output chunks in the reports. */
  public long outputChunks() {
    return run.requests().stream().mapToLong(TracedRequest::chunks).sum();
  }

  /** Output tokens of all requests: as the file counts them, else one a chunk. */
  public long outputTokens() {
    return run.requests().stream()
        .mapToLong(
            request ->
                request.outputTokens() == TracedRequest.ABSENT
                    ? request.chunks()
                    : request.outputTokens())
        .sum();
  }

  /**
   * The reports, in the order they are to be published. Made while they are asked for; every
   * iterator gives the same bytes.
   */
  @Override
  public Iterator<ImportedReport> iterator() {
    return new ReportSequence(source, labels, run);
  }

  private static List<Gpu> gpus(ImportOptions options) {
    return IntStream.range(0, options.gpuCount())
        .mapToObj(
            number -> new Gpu(uuid(options.node(), number), options.gpuType(), SeriesLabels.NONE))
        .toList();
  }

  /** A node's n-th GPU is the same one in every trace of that node, so it is charged once. */
  private static String uuid(String node, int number) {
    String name = node + "/" + number;
    return "GPU-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
