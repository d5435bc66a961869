package io.tokenpace.aggregation.cost;

import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.LargestRemainder;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Shares the GPU time of a serving group in a slice, and its cost, among those it worked for; each
 * type of GPUs on its own, so that shares add up exactly to what each type costs. By (model,
 * tenant, workload) first, ties by label bytes; within these by engine and base model; and each
 * share among the nodes whose GPUs it is of.
 *
 * <p>Source: the metric dictionary, "Cost".
 */
public final class CostShares {
  private static final Comparator<String> BY_BYTES =
      Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
  private static final Comparator<SeriesLabels> BY_REQUEST_LABELS =
      Comparator.comparing(SeriesLabels::model, BY_BYTES)
          .thenComparing(SeriesLabels::tenant, BY_BYTES)
          .thenComparing(SeriesLabels::workload, BY_BYTES);
  private static final Comparator<SeriesLabels> BY_LABELS =
      BY_REQUEST_LABELS
          .thenComparing(SeriesLabels::engine, BY_BYTES)
          .thenComparing(SeriesLabels::baseModel, BY_BYTES);

  private final String gpuType;
  private final List<String> nodes;
  private final List<GpuTime> times;
  private final List<SeriesLabels> labels;
  private final List<BigInteger> weights;

  private CostShares(
      String gpuType,
      SortedMap<String, GpuTime> timeByNode,
      SortedMap<SeriesLabels, BigInteger> weightByLabels) {
    this.gpuType = gpuType;
    nodes = List.copyOf(timeByNode.keySet());
    times = List.copyOf(timeByNode.values());
    labels = List.copyOf(weightByLabels.keySet());
    weights = List.copyOf(weightByLabels.values());
  }

  /**
   * The shares.
   *
   * @param timeByType by GPU type and node, the group's time
   * @param weightByLabels what the time is shared by; only what is above 0 counts
   * @return nothing that is 0; all for {@link Share#IDLE} if no weight is above 0
   */
  public static Map<Share, Charge> of(
      Map<String, Map<String, GpuTime>> timeByType, Map<SeriesLabels, Long> weightByLabels) {
    TreeMap<SeriesLabels, BigInteger> weights = new TreeMap<>(BY_LABELS);
    weightByLabels.forEach(
        (labels, weight) -> {
          if (weight > 0) {
            weights.put(labels, BigInteger.valueOf(weight));
          }
        });
    if (weights.isEmpty()) {
      weights.put(Share.IDLE, BigInteger.ONE);
    }
    Map<Share, Charge> shares = new HashMap<>();
    timeByType.forEach(
        (type, timeByNode) -> {
          TreeMap<String, GpuTime> byNode = new TreeMap<>(BY_BYTES);
          byNode.putAll(timeByNode);
          GpuTime all = new GpuTime();
          timeByNode.values().forEach(all::add);
          shares.putAll(new CostShares(type, byNode, weights).divide(all.costNanos()));
        });
    return shares;
  }

  private Map<Share, Charge> divide(long costNanos) {
    long micros = times.stream().mapToLong(GpuTime::micros).sum();
    long unpriced = times.stream().mapToLong(GpuTime::unpricedMicros).sum();
    long[][] gpuMicros = divide(micros, time -> BigInteger.valueOf(time.micros()));
    long[][] unpricedMicros = divide(unpriced, time -> BigInteger.valueOf(time.unpricedMicros()));
    long[][] costs = divide(costNanos, GpuTime::worth);
    Map<Share, Charge> shares = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      for (int node = 0; node < nodes.size(); node++) {
        Charge charge = new Charge(gpuMicros[i][node], unpricedMicros[i][node], costs[i][node]);
        if (!charge.equals(Charge.NONE)) {
          shares.put(new Share(nodes.get(node), gpuType, labels.get(i)), charge);
        }
      }
    }
    return shares;
  }

  /** A total by labels and node. */
  private long[][] divide(long total, Function<GpuTime, BigInteger> ofNode) {
    long[][] parts = new long[labels.size()][nodes.size()];
    if (total == 0) {
      return parts;
    }
    List<BigInteger> nodeWeights = times.stream().map(ofNode).toList();
    long[] byLabels = byLabels(total);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = LargestRemainder.divide(byLabels[i], nodeWeights);
    }
    return parts;
  }

  /** A total by labels: first among those requests differ by, then within each of these. */
  private long[] byLabels(long total) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (i == 0 || BY_REQUEST_LABELS.compare(labels.get(i - 1), labels.get(i)) != 0) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(i);
    }
    long[] byGroup =
        LargestRemainder.divide(total, groups.stream().map(group -> sum(weights(group))).toList());
    long[] parts = new long[labels.size()];
    for (int group = 0; group < byGroup.length; group++) {
      List<Integer> members = groups.get(group);
      long[] within = LargestRemainder.divide(byGroup[group], weights(members));
      for (int member = 0; member < within.length; member++) {
        parts[members.get(member)] = within[member];
      }
    }
    return parts;
  }

  private List<BigInteger> weights(List<Integer> members) {
    return members.stream().map(weights::get).toList();
  }

  private static BigInteger sum(Collection<BigInteger> values) {
    return values.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
