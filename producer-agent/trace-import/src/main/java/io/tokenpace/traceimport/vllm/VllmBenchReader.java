package io.tokenpace.traceimport.vllm;

import io.tokenpace.traceimport.trace.ErrorClass;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.trace.RoleChunk;
import io.tokenpace.traceimport.trace.TraceException;
import io.tokenpace.traceimport.trace.TraceFile;
import io.tokenpace.traceimport.trace.TracedRequest;
import io.tokenpace.traceimport.trace.TracedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what vLLM's {@code bench serve --save-result --save-detailed} writes: one JSON object with
 * an entry per request in parallel arrays, all times in seconds.
 *
 * <p>Thread-safe: it has no state.
 */
public final class VllmBenchReader {
  /** The format's name, as options spell it. */
  public static final String FORMAT = "vllm-bench";

  private static final long[] NO_OUTPUT = {};

  /** A reader. */
  public VllmBenchReader() {}

  /**
   * Reads a file whole; nothing of it has to be read again.
   *
   * @param file the file
   * @param options what the file does not say
   * @throws TraceException if it is no good: one line that names file, field and expectation
   */
  public ImportedTrace read(Path file, ImportOptions options) {
    byte[] bytes = TraceFile.read(file, options.maxFileBytes());
    JsonText text = new JsonText(file, bytes);
    text.requireOneObject();
    BenchFields fields = text.walk(parser -> new BenchFieldsReader(file, parser).read());
    int successes = fields.successes();
    if (successes != fields.completed()) {
      throw new TraceException(
          file,
          "completed: value %d (expected: %d, the requests that succeeded)"
              .formatted(fields.completed(), successes));
    }
    RunClock clock = new RunClock(file, fields);
    List<long[]> stamps = text.walk(parser -> StampReader.read(file, parser, fields));
    TracedRun run =
        new TracedRun(
            fields.model(),
            fields.chat() ? "chat" : "completion",
            clock.firstAcceptedMicros(),
            requests(fields, clock, stamps, roleChunk(options.roleChunk(), fields)));
    return new ImportedTrace(file, BootHash.of(bytes, FORMAT, options), options, run);
  }

  private static boolean roleChunk(RoleChunk option, BenchFields fields) {
    return switch (option) {
      case AUTO -> fields.roleChunkSeen();
      case YES -> true;
      case NO -> false;
    };
  }

  private static List<TracedRequest> requests(
      BenchFields fields, RunClock clock, List<long[]> stamps, boolean roleChunk) {
    List<TracedRequest> requests = new ArrayList<>(fields.requests());
    for (int request = 0; request < fields.requests(); request++) {
      long[] chunks = stamps.get(request);
      boolean role = roleChunk && chunks.length > 0;
      ErrorClass error = fields.error(request);
      requests.add(
          new TracedRequest(
              clock.acceptedMicros(request),
              role ? chunks[0] : TracedRequest.ABSENT,
              outputs(chunks, role),
              fields.inputTokens().get(request),
              error == ErrorClass.NONE ? fields.outputTokens().get(request) : TracedRequest.ABSENT,
              error));
    }
    return requests;
  }

  private static long[] outputs(long[] chunks, boolean role) {
    if (!role) {
      return chunks;
    }
    return chunks.length == 1 ? NO_OUTPUT : Arrays.copyOfRange(chunks, 1, chunks.length);
  }
}
