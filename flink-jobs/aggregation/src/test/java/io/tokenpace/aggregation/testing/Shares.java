package io.tokenpace.aggregation.testing;

import io.tokenpace.schemas.codec.SeriesLabels;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides whole units by weight, straight from the definition: each gets the whole part of its
 * share, and what is left goes, one unit each, to the largest fractions; of equal ones to the first
 * by label bytes.
 */
final class Shares {
  private Shares() {}

  /** By labels, text by text in bytes of UTF-8. */
  static final Comparator<List<String>> BY_BYTES =
      (a, b) -> {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
          int order =
              Arrays.compareUnsigned(
                  a.get(i).getBytes(StandardCharsets.UTF_8),
                  b.get(i).getBytes(StandardCharsets.UTF_8));
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(a.size(), b.size());
      };

  /**
   * Divides among (model, tenant, workload), then what each got among its engines and base models.
   *
   * @param weights by labels; those not above 0 get nothing
   */
  static Map<SeriesLabels, Long> byLabels(long total, Map<SeriesLabels, Long> weights) {
    Map<List<String>, Map<List<String>, SeriesLabels>> groups = new TreeMap<>(BY_BYTES);
    weights.forEach(
        (labels, weight) -> {
          if (weight > 0) {
            groups
                .computeIfAbsent(
                    List.of(labels.model(), labels.tenant(), labels.workload()),
                    absent -> new TreeMap<>(BY_BYTES))
                .put(List.of(labels.engine(), labels.baseModel()), labels);
          }
        });
    List<List<SeriesLabels>> members =
        groups.values().stream().map(group -> List.copyOf(group.values())).toList();
    List<Long> parts =
        largestRemainder(
            total,
            members.stream().map(group -> group.stream().mapToLong(weights::get).sum()).toList());
    Map<SeriesLabels, Long> shares = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      List<SeriesLabels> group = members.get(i);
      List<Long> within = largestRemainder(parts.get(i), group.stream().map(weights::get).toList());
      for (int member = 0; member < group.size(); member++) {
        shares.put(group.get(member), within.get(member));
      }
    }
    return shares;
  }

  /** The units each gets, of equal fractions the first first; none if nothing weighs anything. */
  static List<Long> largestRemainder(long total, List<Long> weights) {
    BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(ZERO, BigInteger::add);
    List<Long> parts = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    List<BigInteger> fractions = new ArrayList<>();
    long left = total;
    for (int i = 0; i < weights.size(); i++) {
      BigInteger[] share =
          sum.signum() == 0
              ? new BigInteger[] {ZERO, ZERO}
              : BigInteger.valueOf(total)
                  .multiply(BigInteger.valueOf(weights.get(i)))
                  .divideAndRemainder(sum);
      parts.add(share[0].longValueExact());
      fractions.add(share[1]);
      order.add(i);
      left -= share[0].longValueExact();
    }
    if (sum.signum() == 0) {
      return parts;
    }
    order.sort((a, b) -> fractions.get(b).compareTo(fractions.get(a)));
    for (int i = 0; i < left; i++) {
      parts.set(order.get(i), parts.get(order.get(i)) + 1);
    }
    return parts;
  }

  private static final BigInteger ZERO = BigInteger.ZERO;
}
