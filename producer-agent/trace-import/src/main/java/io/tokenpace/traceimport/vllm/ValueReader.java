package io.tokenpace.traceimport.vllm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tokenpace.traceimport.trace.TraceException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values a parser stands on, and says of a bad one where it stands: {@code itls[3][5]}.
 *
 * <p>Seconds are read from the text as they are written: a double would already have moved them.
 *
 * <p>NOT thread-safe.
 */
final class ValueReader {
  /** Longest span a trace may have: what the wire's offsets hold, 2^40 µs, in whole seconds. */
  static final long MAX_SPAN_SECONDS = (1L << 40) / 1_000_000;

  private static final BigDecimal MAX_SPAN = BigDecimal.valueOf(MAX_SPAN_SECONDS);
  private static final BigDecimal MAX_CLOCK = BigDecimal.TEN.pow(12);

  /** Python writes a double with at most 24 characters. */
  private static final int MAX_NUMBER_LENGTH = 100;

  /** The smallest double has 324 decimals; with more, sums would take forever. */
  private static final int MAX_DECIMALS = 400;

  private static final int NONE = -1;

  private final Path file;
  private final JsonParser parser;
  private String field = "";
  private int row = NONE;
  private int column = NONE;

  ValueReader(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** The parser now stands on a field of the object. */
  void at(String newField) {
    at(newField, NONE, NONE);
  }

  /** The parser now stands on an entry of an array. */
  void at(String newField, int newRow) {
    at(newField, newRow, NONE);
  }

  /** The parser now stands on an entry of an array in an array. */
  void at(String newField, int newRow, int newColumn) {
    field = newField;
    row = newRow;
    column = newColumn;
  }

  /** A duration in seconds, from 0 to {@link #MAX_SPAN_SECONDS}. */
  BigDecimal seconds() throws IOException {
    BigDecimal value = number("a number >= 0", ">= 0");
    if (value.signum() < 0) {
      throw refuse(">= 0");
    }
    if (value.compareTo(MAX_SPAN) > 0) {
      throw refuse("<= %d s".formatted(MAX_SPAN_SECONDS));
    }
    return value;
  }

  /** A reading in seconds of a clock that began anywhere. */
  BigDecimal clockSeconds() throws IOException {
    BigDecimal value = number("a finite number", "a finite number");
    if (value.abs().compareTo(MAX_CLOCK) > 0) {
      throw refuse("at most 10^12 s from 0");
    }
    return value;
  }

  /** A whole number from 0. */
  int count() throws IOException {
    String expected = "a whole number from 0 to " + Integer.MAX_VALUE;
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw refuse(expected);
    }
    // By length first: what follows takes time with the number of digits.
    if (parser.getTextLength() > MAX_NUMBER_LENGTH) {
      throw refuse(expected);
    }
    BigDecimal value = new BigDecimal(parser.getText());
    if (!(value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0)) {
      throw refuse(expected);
    }
    return value.intValueExact();
  }

  /** A text. */
  String text() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw refuse("a string");
    }
    return parser.getText();
  }

  /** A text, or null where the file says null. */
  @Nullable String optionalText() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL ? null : text();
  }

  /** Moves into an array. */
  void enterArray() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw refuse("an array");
    }
  }

  /** Moves to the array's next entry; false at its end. */
  boolean nextEntry() throws IOException {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** The refusal of the value the parser stands on. */
  TraceException refuse(String expected) throws IOException {
    return refuse(Found.value(parser), expected);
  }

  /** The refusal of what was found here. */
  TraceException refuse(String found, String expected) {
    return new TraceException(file, "%s: %s (expected: %s)".formatted(where(), found, expected));
  }

  private BigDecimal number(String expectedKind, String expected) throws IOException {
    JsonToken token = parser.currentToken();
    if (!token.isNumeric()) {
      throw refuse(expectedKind);
    }
    if (parser.getTextLength() > MAX_NUMBER_LENGTH) {
      throw refuse("at most %d characters".formatted(MAX_NUMBER_LENGTH));
    }
    BigDecimal value;
    try {
      value = new BigDecimal(parser.getText());
    } catch (NumberFormatException e) {
      // NaN and Infinity, and exponents no number can have.
      throw refuse(expected);
    }
    if (value.signum() == 0) {
      // A zero has an exponent too, and adding 0e999999999 would write it out.
      return BigDecimal.ZERO;
    }
    if (value.scale() > MAX_DECIMALS) {
      throw refuse("at most %d decimals".formatted(MAX_DECIMALS));
    }
    return value;
  }

  private String where() {
    return field
        + (row == NONE ? "" : "[" + row + "]")
        + (column == NONE ? "" : "[" + column + "]");
  }
}
