package io.tokenpace.schemas.metrics;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides a whole number by weights so that the parts are whole and add up to it: each gets what
 * its weight is worth, rounded down, and what is left goes, one each, to those whose fraction cut
 * off is largest.
 *
 * <p>Source: Hamilton's method of apportionment.
 */
public final class LargestRemainder {
  private LargestRemainder() {}

  /**
   * The parts of a total.
   *
   * @param total what is divided, at least 0
   * @param weights weights, each at least 0, not all 0; of equal fractions the earlier goes first
   * @return one part for each weight, that add up to the total
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static long[] divide(long total, List<BigInteger> weights) {
    BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
    if (total < 0 || sum.signum() <= 0 || weights.stream().anyMatch(w -> w.signum() < 0)) {
      throw new IllegalArgumentException(
          "total, weights: %d, %s (expected: 0 or more, not all weights 0)"
              .formatted(total, weights));
    }
    long[] parts = new long[weights.size()];
    List<BigInteger> fractions = new ArrayList<>();
    long left = total;
    for (int i = 0; i < parts.length; i++) {
      BigInteger[] quotient =
          BigInteger.valueOf(total).multiply(weights.get(i)).divideAndRemainder(sum);
      parts[i] = quotient[0].longValueExact();
      fractions.add(quotient[1]);
      left -= parts[i];
    }
    // Fewer are left than there are parts, as each fraction is below one.
    IntStream.range(0, parts.length)
        .boxed()
        .sorted(Comparator.comparing(fractions::get, Comparator.reverseOrder()))
        .limit(left)
        .forEach(i -> parts[i]++);
    return parts;
  }
}
