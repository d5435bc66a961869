package io.tokenpace.traceimport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result file being written by hand: fields are raw JSON, so that a test can put anything there.
 */
public final class BenchFile {
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<String> ttfts = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();
  private final List<String> starts = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private int completed;

  private BenchFile(String backend) {
    fields.put("date", "\"20260101-000010\"");
    fields.put("endpoint_type", '"' + backend + '"');
    fields.put("backend", '"' + backend + '"');
    fields.put("label", "null");
    fields.put("model_id", "\"m\"");
    fields.put("request_rate", "\"inf\"");
    fields.put("duration", "10");
  }

  /** A file of a chat client; its run begins at 2026-01-01T00:00:00Z. */
  public static BenchFile chat() {
    return new BenchFile("openai-chat");
  }

  /** A file of a completions client; its run begins at 2026-01-01T00:00:00Z. */
  public static BenchFile completions() {
    return new BenchFile("vllm");
  }

  /** Adds a success: start and times in seconds as JSON, gaps without brackets. */
  public BenchFile success(String start, String ttft, String itls, int outputTokens) {
    completed++;
    return request(start, ttft, itls, outputTokens, "");
  }

  /** Adds a request with an error text. */
  public BenchFile failure(String start, String ttft, String itls, String error) {
    return request(start, ttft, itls, 0, error);
  }

  private BenchFile request(String start, String ttft, String itls, int tokens, String error) {
    starts.add(start);
    ttfts.add(ttft);
    gaps.add("[" + itls + "]");
    inputs.add("7");
    outputs.add(Integer.toString(tokens));
    errors.add('"' + error + '"');
    return this;
  }

  /** Puts raw JSON in a field's place, once all requests are added. */
  public BenchFile with(String field, String json) {
    fields.put(field, json);
    return this;
  }

  /** The file's text, without some of its fields. */
  public String textWithout(String... absent) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("completed", Integer.toString(completed));
    all.put("input_lens", inputs.toString());
    all.put("output_lens", outputs.toString());
    all.put("itls", gaps.toString());
    all.put("ttfts", ttfts.toString());
    all.put("start_times", starts.toString());
    all.put("errors", errors.toString());
    all.putAll(fields);
    List.of(absent).forEach(all::remove);
    List<String> members = new ArrayList<>();
    all.forEach((name, json) -> members.add('"' + name + "\": " + json));
    return "{" + String.join(", ", members) + "}";
  }

  /** The file's text. */
  public String text() {
    return textWithout();
  }

  /** Writes the text as a.json. */
  public Path in(Path directory) {
    return write(directory, text());
  }

  /** Writes any text as a.json. */
  public static Path write(Path directory, String text) {
    try {
      return Files.writeString(directory.resolve("a.json"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
