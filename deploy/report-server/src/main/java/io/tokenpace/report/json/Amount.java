package io.tokenpace.report.json;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exact integer formed from parts; what formulas divide. */
@FunctionalInterface
interface Amount {
  /** Its value, or null if a part it needs is unknown. */
  @Nullable BigInteger of(Parts parts);

  /** The sum of counters. */
  static Amount sum(List<Counter> counters) {
    return parts -> {
      BigInteger sum = BigInteger.ZERO;
      for (Counter counter : counters) {
        if (!parts.metrics().knows(counter.group())) {
          return null;
        }
        sum = sum.add(BigInteger.valueOf(parts.metrics().get(counter)));
      }
      return sum;
    };
  }

  /** The sum of counters. */
  static Amount sum(Counter... counters) {
    return sum(List.of(counters));
  }

  /** Number of observations of a latency. */
  static Amount observations(Latency latency) {
    return parts -> {
      if (!parts.metrics().knows(latency.group())) {
        return null;
      }
      return LatencyShape.count(latency, parts);
    };
  }

  /** The time rates are divided by, microseconds. */
  static Amount coveredMicros() {
    return parts -> BigInteger.valueOf(parts.coveredMicros());
  }

  /** This amount without counters that are part of it. */
  default Amount without(Counter... counters) {
    Amount subtrahend = sum(counters);
    return parts -> {
      BigInteger minuend = of(parts);
      BigInteger subtracted = subtrahend.of(parts);
      return minuend == null || subtracted == null ? null : minuend.subtract(subtracted);
    };
  }

  /** The product with another amount. */
  default Amount times(Amount other) {
    return parts -> {
      BigInteger ours = of(parts);
      BigInteger theirs = other.of(parts);
      return ours == null || theirs == null ? null : ours.multiply(theirs);
    };
  }
}
