package io.tokenpace.simulator.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file of one JSON object a line: one for each request that ended, and the totals last.
 *
 * <p>Confined to the load's event loop until it is closed.
 */
final class RecordFile implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();

  private final String name;
  private final JsonGenerator json;
  private @Nullable IOException failure;

  private RecordFile(String name, JsonGenerator json) {
    this.name = name;
    this.json = json;
  }

  /** Begins a file anew, or keeps nothing if there is none. */
  static RecordFile create(@Nullable Path path) {
    try {
      OutputStream file =
          path == null ? OutputStream.nullOutputStream() : Files.newOutputStream(path);
      JsonGenerator json = JSON.createGenerator(file);
      json.setRootValueSeparator(null);
      return new RecordFile(String.valueOf(path), json);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": " + e.getMessage(), e);
    }
  }

  void write(ClientExchange exchange, Outcome outcome, long endedNanos) {
    if (failure != null) {
      return;
    }
    try {
      writeLine(exchange, outcome, endedNanos);
    } catch (IOException e) {
      // The load goes on without its record; closing says that it is not whole.
      failure = e;
    }
  }

  private void writeLine(ClientExchange exchange, Outcome outcome, long endedNanos)
      throws IOException {
    PlannedRequest planned = exchange.planned;
    json.writeStartObject();
    json.writeStringField("request", planned.id());
    json.writeStringField("target", planned.target().url());
    json.writeStringField("model", planned.target().model());
    json.writeStringField("tenant", planned.tenant().name());
    json.writeStringField("workload", planned.workload().name());
    json.writeStringField("operation", planned.operation().label());
    json.writeBooleanField("streaming", planned.form().streaming());
    json.writeNumberField("n", planned.form().choicesPerPrompt());
    json.writeNumberField("prompts", planned.form().prompts());
    json.writeNumberField("scheduledNanos", exchange.scheduledNanos);
    writeNanos("sentNanos", exchange.sentNanos);
    writeNanos("headNanos", exchange.headNanos);
    json.writeNumberField("status", exchange.status);
    json.writeStringField("outcome", outcome.label());
    json.writeNumberField("endedNanos", endedNanos);
    writeNanos("cancelledNanos", exchange.cancelledNanos);
    json.writeNumberField("chunkCount", exchange.chunkCount);
    writeNanos("firstChunkNanos", exchange.firstChunkNanos);
    writeNanos("lastChunkNanos", exchange.lastChunkNanos);
    json.writeNumberField("longestGapNanos", exchange.longestGapNanos);
    writeTokens("promptTokens", exchange.reader().promptTokens());
    writeTokens("outputTokens", exchange.reader().completionTokens());
    json.writeNumberField("bodyBytes", exchange.bodyBytes);
    json.writeStringField("bodySha256", HexFormat.of().formatHex(exchange.bodyDigest()));
    if (exchange.everyChunk()) {
      writeChunks(exchange);
    }
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private void writeNanos(String name, long nanos) throws IOException {
    if (nanos == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, nanos);
    }
  }

  private void writeTokens(String name, int tokens) throws IOException {
    if (tokens < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, tokens);
    }
  }

  private void writeChunks(ClientExchange exchange) throws IOException {
    json.writeArrayFieldStart("chunks");
    for (int chunk = 0; chunk < exchange.chunkCount; chunk++) {
      json.writeStartArray();
      json.writeNumber(exchange.chunkChoice(chunk));
      json.writeNumber(exchange.chunkNanos(chunk));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /**
   * Writes the totals as the last line.
   *
   * @throws UncheckedIOException if a line could not be written, now or before
   */
  void writeSummary(LoadSummary summary) {
    try {
      if (failure != null) {
        throw failure;
      }
      json.writeStartObject();
      json.writeBooleanField("summary", true);
      json.writeNumberField("requests", summary.requests());
      for (Outcome outcome : Outcome.values()) {
        json.writeNumberField(outcome.label(), summary.of(outcome));
      }
      json.writeNumberField("chunks", summary.chunks());
      json.writeNumberField("bodyBytes", summary.bodyBytes());
      json.writeNumberField("latestSendNanos", summary.latestSendNanos());
      json.writeEndObject();
      json.writeRaw('\n');
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }
}
