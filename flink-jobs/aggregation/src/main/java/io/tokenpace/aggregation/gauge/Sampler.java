package io.tokenpace.aggregation.gauge;

import io.tokenpace.schemas.codec.BootIdentity;
import java.util.Comparator;

/**
 * Who took samples.
 *
 * @param boot the boot that did
 * @param source where it took them
 */
public record Sampler(BootIdentity boot, GaugeSource source) implements Comparable<Sampler> {
  private static final Comparator<Sampler> ORDER =
      Comparator.comparing(Sampler::source)
          .thenComparingLong(sampler -> sampler.boot.high())
          .thenComparingLong(sampler -> sampler.boot.low());

  @Override
  public int compareTo(Sampler other) {
    return ORDER.compare(this, other);
  }
}
