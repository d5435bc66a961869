package io.tokenpace.simulator.truth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of one JSON object a line: one for each request that ended, and the totals last. Each line
 * is handed to the system as it ends, so that a killed process leaves whole requests behind.
 *
 * <p>Thread-safe.
 */
public final class TruthFile implements TruthLog {
  private static final JsonFactory JSON = new JsonFactory();

  private final Path path;
  private final OutputStream file;
  private final JsonGenerator json;
  private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
  private long promptTokens;
  private long cachedTokens;
  private long outputTokens;
  private long frames;
  private boolean closed;
  private @Nullable IOException failure;

  private TruthFile(Path path, OutputStream file) throws IOException {
    this.path = path;
    this.file = file;
    this.json = JSON.createGenerator(file);
    json.setRootValueSeparator(null);
  }

  /**
   * Begins a file anew.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static TruthFile create(Path path) {
    try {
      return new TruthFile(path, Files.newOutputStream(path));
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void ended(RequestTruth request, RequestEnd end) {
    if (closed || failure != null) {
      return;
    }
    endings.merge(end.ending(), 1L, Long::sum);
    promptTokens += request.promptTokens();
    cachedTokens += Math.max(0, request.cachedTokens());
    outputTokens += end.outputTokens();
    frames += request.frameCount();
    try {
      writeLine(request, end);
    } catch (IOException e) {
      // An engine goes on without its truth; closing says that it is not whole.
      failure = e;
    }
  }

  private void writeLine(RequestTruth request, RequestEnd end) throws IOException {
    json.writeStartObject();
    json.writeStringField("request", request.labels().request());
    json.writeStringField("node", request.node());
    json.writeStringField("model", request.labels().model());
    json.writeStringField("tenant", request.labels().tenant());
    json.writeStringField("workload", request.labels().workload());
    json.writeStringField("operation", request.operation());
    json.writeBooleanField("streaming", request.streaming());
    json.writeNumberField("n", request.choices());
    json.writeNumberField("prompts", request.prompts());
    json.writeNumberField("acceptedNanos", request.acceptedNanos());
    json.writeStringField("ended", end.ending().label());
    json.writeNumberField("endedNanos", end.nanos());
    json.writeNumberField("status", end.status());
    json.writeNumberField("promptTokens", request.promptTokens());
    if (request.cachedTokens() < 0) {
      json.writeNullField("cachedTokens");
    } else {
      json.writeNumberField("cachedTokens", request.cachedTokens());
    }
    json.writeNumberField("outputTokens", end.outputTokens());
    json.writeNumberField("reasoningTokens", end.reasoningTokens());
    json.writeArrayFieldStart("finishReasons");
    for (String reason : end.finishReasons()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    writeFrames(request);
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private void writeFrames(RequestTruth request) throws IOException {
    json.writeArrayFieldStart("roles");
    for (long[] role : request.roles()) {
      json.writeArray(role, 0, role.length);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("frames");
    for (int frame = 0; frame < request.frameCount(); frame++) {
      json.writeStartArray();
      json.writeNumber(request.frameNumber(frame, 0));
      json.writeNumber(request.frameNumber(frame, 1));
      json.writeNumber(request.frameNumber(frame, 2));
      json.writeString(request.frameKind(frame));
      json.writeNumber(request.frameNumber(frame, 4));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /**
   * Writes the totals and closes the file; the second time does nothing.
   *
   * @throws UncheckedIOException if a line could not be written, now or before
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (OutputStream toClose = file) {
      if (failure != null) {
        throw failure;
      }
      writeSummary();
      toClose.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
  }

  private void writeSummary() throws IOException {
    json.writeStartObject();
    json.writeBooleanField("summary", true);
    json.writeNumberField("requests", endings.values().stream().mapToLong(Long::longValue).sum());
    for (Ending ending : Ending.values()) {
      json.writeNumberField(ending.label(), endings.getOrDefault(ending, 0L));
    }
    json.writeNumberField("promptTokens", promptTokens);
    json.writeNumberField("cachedTokens", cachedTokens);
    json.writeNumberField("outputTokens", outputTokens);
    json.writeNumberField("frames", frames);
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }
}
