package io.tokenpace.traceimport.vllm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Says what stands where something else was expected, without quoting texts. */
final class Found {
  private static final int SHOWN_DIGITS = 40;

  private Found() {}

  /** The kind of a token, in words. */
  static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
    };
  }

  /** The parser's value: a number as it is written, else its kind. */
  static String value(JsonParser parser) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      return kind(parser.currentToken());
    }
    String text = parser.getText();
    return "value "
        + (text.length() <= SHOWN_DIGITS ? text : text.substring(0, SHOWN_DIGITS) + "…");
  }
}
