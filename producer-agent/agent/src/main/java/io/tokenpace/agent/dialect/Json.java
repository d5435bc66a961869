package io.tokenpace.agent.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** JSON as engines and clients write it: NaN and Infinity, which Python writes, are numbers. */
final class Json {
  /** Names are not interned: clients choose them. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // Names are strangers' texts: nobody is to fill a table of them.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  static final long ABSENT = -1;

  private Json() {}

  /** The whole number at the parser, if it is one from 0 on; else {@link #ABSENT}. */
  static long number(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Math.max(ABSENT, parser.getLongValue());
    }
    return ABSENT;
  }

  /** Whether a text at the parser has any character. */
  static boolean hasText(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0;
  }
}
