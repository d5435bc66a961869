package io.tokenpace.traceimport.vllm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tokenpace.traceimport.trace.ErrorClass;
import io.tokenpace.traceimport.trace.Label;
import io.tokenpace.traceimport.trace.TraceException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first walk over a result file: everything but the gaps, which are only counted. Fields it
 * does not know are passed over: the tool adds some with every release, and users add their own.
 *
 * <p>NOT thread-safe.
 */
final class BenchFieldsReader {
  private final Path file;
  private final JsonParser parser;
  private final ValueReader values;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String date;
  private @Nullable BigDecimal durationSeconds;
  private @Nullable String model;
  private @Nullable String backend;
  private @Nullable String endpointType;
  private @Nullable Integer completed;
  private @Nullable List<Integer> inputTokens;
  private @Nullable List<Integer> outputTokens;
  private @Nullable List<BigDecimal> ttftSeconds;
  private @Nullable List<Integer> gapCounts;
  private @Nullable List<BigDecimal> startSeconds;
  private @Nullable List<ErrorClass> errors;

  /** Reads one value at the parser. */
  private interface Entry<T> {
    T read() throws IOException;
  }

  BenchFieldsReader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
    this.values = new ValueReader(file, parser);
  }

  BenchFields read() throws IOException {
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      if (readKnown(field)) {
        if (!seen.add(field)) {
          throw new TraceException(file, field + ": given twice (expected: once)");
        }
      } else {
        parser.skipChildren();
      }
    }
    return checked();
  }

  private boolean readKnown(String field) throws IOException {
    values.at(field);
    switch (field) {
      case "date" -> date = values.text();
      case "duration" -> durationSeconds = values.seconds();
      case "model_id" -> model = label();
      case "backend" -> backend = values.optionalText();
      case "endpoint_type" -> endpointType = values.optionalText();
      case "completed" -> completed = values.count();
      case "input_lens" -> inputTokens = list(field, values::count);
      case "output_lens" -> outputTokens = list(field, values::count);
      case "ttfts" -> ttftSeconds = list(field, values::seconds);
      case "itls" -> gapCounts = list(field, this::gapCount);
      case "start_times" ->
          startSeconds =
              parser.currentToken() == JsonToken.VALUE_NULL
                  ? null
                  : list(field, values::clockSeconds);
      case "errors" -> errors = list(field, this::error);
      default -> {
        return false;
      }
    }
    return true;
  }

  private <T> List<T> list(String field, Entry<T> entry) throws IOException {
    values.enterArray();
    List<T> list = new ArrayList<>();
    while (values.nextEntry()) {
      values.at(field, list.size());
      list.add(entry.read());
    }
    return list;
  }

  private String label() throws IOException {
    String text = values.text();
    String problem = Label.problemOf(text);
    if (problem != null) {
      throw values.refuse(problem, Label.EXPECTED);
    }
    return text;
  }

  private Integer gapCount() throws IOException {
    values.enterArray();
    int gaps = 0;
    while (values.nextEntry()) {
      parser.skipChildren();
      gaps++;
    }
    return gaps;
  }

  private ErrorClass error() throws IOException {
    String text = values.optionalText();
    return text == null || text.isEmpty() ? ErrorClass.NONE : ErrorClass.ofText(text);
  }

  private BenchFields checked() {
    List<Integer> requests = require("input_lens", inputTokens);
    if (requests.isEmpty()) {
      throw new TraceException(file, "input_lens: 0 requests (expected: >= 1)");
    }
    int length = requests.size();
    return new BenchFields(
        require("date", date),
        require("duration", durationSeconds),
        require("model_id", model),
        backend,
        endpointType,
        require("completed", completed),
        requests,
        requireLength("output_lens", require("output_lens", outputTokens), length),
        requireLength("ttfts", require("ttfts", ttftSeconds), length),
        requireLength("itls", require("itls", gapCounts), length),
        startSeconds == null ? null : requireLength("start_times", startSeconds, length),
        requireLength("errors", require("errors", errors), length));
  }

  private <T> T require(String field, @Nullable T value) {
    if (value == null) {
      throw new TraceException(
          file, field + ": missing (expected: as bench serve --save-detailed writes it)");
    }
    return value;
  }

  private <T> List<T> requireLength(String field, List<T> list, int length) {
    if (list.size() != length) {
      throw new TraceException(
          file,
          "%s: %d entries (expected: %d, as in input_lens)".formatted(field, list.size(), length));
    }
    return list;
  }
}
