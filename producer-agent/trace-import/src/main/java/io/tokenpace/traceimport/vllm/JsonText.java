package io.tokenpace.traceimport.vllm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.tokenpace.traceimport.trace.TraceException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The text of one file as JSON. Python's writer puts NaN and Infinity into it, which is not JSON;
 * they are let through here and refused where a number is needed.
 *
 * <p>Immutable.
 */
final class JsonText {
  /** Far below what a stack holds; a result file nests three deep. */
  private static final int MAX_DEPTH = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  // The file's own limit bounds a text.
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final Path file;
  private final byte[] bytes;

  JsonText(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** Something that walks the text's tokens. */
  interface Walk<T> {
    T over(JsonParser parser) throws IOException;
  }

  /**
   * Walks the text from its beginning.
   *
   * @throws TraceException if the text is not JSON as far as it was walked
   */
  <T> T walk(Walk<T> walk) {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return walk.over(parser);
    } catch (StreamConstraintsException e) {
      throw new TraceException(file, "%s: %s".formatted(position(e), e.getOriginalMessage()), e);
    } catch (JsonProcessingException e) {
      if (atEnd(e)) {
        throw new TraceException(
            file,
            "ends within a value at byte %d (expected: one whole JSON object)"
                .formatted(bytes.length),
            e);
      }
      // The parser's own message quotes the text, which may be a prompt.
      throw new TraceException(
          file, "%s: not JSON (expected: one JSON object)".formatted(position(e)), e);
    } catch (IOException e) {
      throw new TraceException(file, "not JSON (expected: one JSON object)", e);
    }
  }

  /**
   * Walks the whole text once and checks that it is exactly one object.
   *
   * @throws TraceException if it is not, saying what it is
   */
  void requireOneObject() {
    long objects =
        walk(
            parser -> {
              long seen = 0;
              for (JsonToken token = parser.nextToken();
                  token != null;
                  token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                  throw new TraceException(
                      file,
                      "%s at the top (expected: one JSON object)".formatted(Found.kind(token)));
                }
                parser.skipChildren();
                seen++;
              }
              return seen;
            });
    if (objects == 0) {
      throw new TraceException(file, "empty (expected: one JSON object)");
    }
    if (objects > 1) {
      throw new TraceException(
          file,
          "%d JSON objects (expected: 1; --append-result put several runs into one file, split it)"
              .formatted(objects));
    }
  }

  /** A text cut within a number or a word is a wrong number or word to the parser, at the end. */
  private boolean atEnd(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return e instanceof JsonEOFException || (at != null && at.getByteOffset() >= bytes.length);
  }

  private static String position(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null
        ? "somewhere"
        : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
