package io.tokenpace.report.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** In what form an answer is written. */
public enum Format {
  /** The document. */
  JSON("application/json"),
  /** The document's table. */
  CSV("text/csv; charset=utf-8");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /** What the Content-Type header says. */
  public String contentType() {
    return contentType;
  }

  /**
   * The form asked for: by the parameter, else by the Accept header, else JSON.
   *
   * @param accept the header, or null if there is none
   * @throws Refusal 400 if the parameter is neither, 406 if the header takes neither
   */
  static Format of(Parameters parameters, @Nullable String accept) {
    Optional<String> named = parameters.one(Resource.FORMAT);
    if (named.isPresent()) {
      return Stream.of(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(named.get()))
          .findFirst()
          .orElseThrow(() -> Refusal.badParameter(Resource.FORMAT, named.get(), "json or csv"));
    }
    return accept == null || accept.isBlank() ? JSON : accepted(accept);
  }

  /** The first of the header's types that can be written; none of them is preferred by weight. */
  private static Format accepted(String accept) {
    for (String part : accept.split(",", -1)) {
      String type = part.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      switch (type) {
        case "text/csv" -> {
          return CSV;
        }
        case "application/json", "application/*", "*/*" -> {
          return JSON;
        }
        default -> {}
      }
    }
    throw Refusal.notAcceptable(accept);
  }

  /**
   * An answer in this form.
   *
   * @param mostBytes how long it may become
   * @throws Refusal 413 if it would become longer
   */
  byte[] write(Answer answer, int mostBytes) {
    BoundedBytes bytes = new BoundedBytes(mostBytes);
    try {
      switch (this) {
        case JSON -> writeJson(answer.document(), bytes);
        case CSV -> Csv.write(answer.table().get(), bytes);
      }
    } catch (BoundedBytes.TooLongException e) {
      throw Refusal.tooMuch(
          "answer",
          e.bytes(),
          "at most %d bytes; a shorter range, or fewer metrics".formatted(mostBytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeJson(ObjectNode document, OutputStream out) throws IOException {
    MAPPER.writeValue(out, document);
  }
}
