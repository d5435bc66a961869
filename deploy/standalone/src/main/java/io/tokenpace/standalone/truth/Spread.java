package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Values with their exact percentiles, by sorting.
 *
 * <p>NOT thread-safe.
 */
final class Spread {
  private static final int FIRST = 1_024;

  private long[] values = new long[FIRST];
  private int count;
  private boolean sorted = true;

  void add(long value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
    sorted = false;
  }

  int count() {
    return count;
  }

  /** The percentile by nearest rank; the value at position ⌈q·n⌉ of the sorted ones. */
  long at(int perThousand) {
    if (count == 0) {
      throw new IllegalStateException("no values (expected: at least one)");
    }
    if (!sorted) {
      Arrays.sort(values, 0, count);
      sorted = true;
    }
    long rank = Math.max(1, ((long) perThousand * count + 999) / 1_000);
    return values[(int) rank - 1];
  }

  /**
   * p50, p95, p99 and the largest, in milliseconds.
   *
   * @param perMilli how many of the values' unit make a millisecond, as a power of ten
   */
  ObjectNode inMillis(int perMilli) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("count", count);
    if (count > 0) {
      json.put("p50_ms", BigDecimal.valueOf(at(500), perMilli));
      json.put("p95_ms", BigDecimal.valueOf(at(950), perMilli));
      json.put("p99_ms", BigDecimal.valueOf(at(990), perMilli));
      json.put("max_ms", BigDecimal.valueOf(at(1_000), perMilli));
    }
    return json;
  }
}
