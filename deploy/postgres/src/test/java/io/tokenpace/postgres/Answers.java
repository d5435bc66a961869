package io.tokenpace.postgres;

import io.tokenpace.schemas.metrics.RowKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How values look in the queries' answers. */
final class Answers {
  static final Path QUERIES = Path.of("queries");

  /** The range that {@link #RANGE} is rounded outward to. */
  static final Instant FROM = Instant.parse("2026-03-01T08:25:00Z");

  static final Instant TO = Instant.parse("2026-03-01T09:50:00Z");

  /** A range within windows of 5 minutes at both ends. */
  static final Map<String, String> RANGE =
      Map.of("from", "2026-03-01T08:27:30Z", "to", "2026-03-01T09:45:01Z", "window_ms", "300000");

  private Answers() {}

  /** Labels, as rows write them. */
  static String key(String... namesAndLabels) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < namesAndLabels.length; i += 2) {
      labels.put(namesAndLabels[i], namesAndLabels[i + 1]);
    }
    return RowKey.canonical(labels);
  }

  /** The first line whose column has a value. */
  static Map<String, @Nullable String> line(
      List<Map<String, @Nullable String>> lines, String column, String value) {
    return lines.stream()
        .filter(line -> value.equals(line.get(column)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(value + ": no such line among " + lines));
  }

  /** A quotient, rounded half up. */
  static String ratio(long part, long whole, int decimals) {
    return BigDecimal.valueOf(part)
        .divide(BigDecimal.valueOf(whole), decimals, RoundingMode.HALF_UP)
        .toPlainString();
  }

  /** Nano-dollars as dollars. */
  static String dollars(long nanos) {
    return BigDecimal.valueOf(nanos, 9).toPlainString();
  }

  /** The exact sum of a value. */
  static <T> BigInteger sum(List<T> all, Function<T, Long> value) {
    return all.stream()
        .map(one -> BigInteger.valueOf(value.apply(one)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
