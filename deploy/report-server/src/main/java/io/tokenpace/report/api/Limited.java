package io.tokenpace.report.api;

import io.tokenpace.report.rows.TooMuchException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Reads rows, and says in the API's words that they would be too many, or are gone. */
final class Limited {
  private Limited() {}

  static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TooMuchException e) {
      throw Refusal.tooMuch(e.what(), e.asked(), "at most %d; %s".formatted(e.limit(), e.fits()));
    } catch (NoSuchElementException e) {
      // The run was there a moment ago: somebody removes it.
      throw Refusal.notFound(Names.RUN, "removed meanwhile", "one of /api/runs");
    }
  }
}
