package io.tokenpace.report.api;

import io.tokenpace.report.rows.TooMuchException;
import java.util.function.Supplier;

/** Reads rows, and says in the API's words that they would be too many. */
final class Limited {
  private Limited() {}

  static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TooMuchException e) {
      throw Refusal.tooMuch(e.what(), e.asked(), "at most %d; %s".formatted(e.limit(), e.fits()));
    }
  }
}
