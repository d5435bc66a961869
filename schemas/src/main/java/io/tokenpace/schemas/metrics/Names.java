package io.tokenpace.schemas.metrics;

/** Translates between the two spellings of a name: SQL and JSON use the one, Avro the other. */
public final class Names {
  private Names() {}

  /** {@code ttft_sum_micros} as {@code ttftSumMicros}. */
  public static String camelCase(String snakeCase) {
    StringBuilder name = new StringBuilder(snakeCase.length());
    boolean upper = false;
    for (int i = 0; i < snakeCase.length(); i++) {
      char character = snakeCase.charAt(i);
      if (character == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(character) : character);
        upper = false;
      }
    }
    return name.toString();
  }
}
