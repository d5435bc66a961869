package io.tokenpace.aggregation.gauge;

import java.util.Comparator;

/**
 * Where readings come from, as roll-ups know it.
 *
 * @param node the node
 * @param engine the engine on it
 * @param gpuType type of the GPUs
 */
public record GaugeSource(String node, String engine, String gpuType)
    implements Comparable<GaugeSource> {
  private static final Comparator<GaugeSource> ORDER =
      Comparator.comparing(GaugeSource::node)
          .thenComparing(GaugeSource::engine)
          .thenComparing(GaugeSource::gpuType);

  @Override
  public int compareTo(GaugeSource other) {
    return ORDER.compare(this, other);
  }
}
