package io.tokenpace.traceimport.vllm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The second walk over a result file: gaps into the times of chunks. It comes after the first
 * because a chunk's time begins with the request's time to first chunk, which the file may give
 * later; in exchange, no gap is ever held as more than one long.
 *
 * <pre>
 *   stamp 0 = round(ttft)    stamp k = round(ttft + itl 0 + … + itl (k − 1))
 * </pre>
 *
 * <p>The sum is exact and each stamp is rounded once, so that rounding never adds up.
 */
final class StampReader {
  private static final String FIELD = "itls";
  private static final int MICROS_DIGITS = 6;
  private static final BigDecimal MAX_SPAN = BigDecimal.valueOf(ValueReader.MAX_SPAN_SECONDS);

  private StampReader() {}

  /** Microseconds of seconds, half up. */
  static long micros(BigDecimal seconds) {
    return seconds.movePointRight(MICROS_DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /** Each request's chunk times, microseconds since accepted; none of a request without a chunk. */
  static List<long[]> read(Path file, JsonParser parser, BenchFields fields) throws IOException {
    parser.nextToken();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals(FIELD)) {
        return readAll(new ValueReader(file, parser), fields);
      }
      parser.skipChildren();
    }
    throw new IllegalStateException("the first walk found " + FIELD);
  }

  private static List<long[]> readAll(ValueReader values, BenchFields fields) throws IOException {
    List<long[]> all = new ArrayList<>(fields.requests());
    for (int request = 0; values.nextEntry(); request++) {
      long[] stamps = new long[fields.stamps(request)];
      BigDecimal sum = fields.ttftSeconds().get(request);
      if (stamps.length > 0) {
        stamps[0] = micros(sum);
      }
      for (int gap = 0; values.nextEntry(); gap++) {
        values.at(FIELD, request, gap);
        sum = sum.add(values.seconds());
        if (sum.compareTo(MAX_SPAN) > 0) {
          throw values.refuse(
              "ttft and gaps of more than %d s".formatted(ValueReader.MAX_SPAN_SECONDS),
              "<= %d s in all".formatted(ValueReader.MAX_SPAN_SECONDS));
        }
        stamps[gap + 1] = micros(sum);
      }
      all.add(stamps);
    }
    return all;
  }
}
