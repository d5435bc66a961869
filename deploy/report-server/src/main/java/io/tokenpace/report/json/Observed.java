package io.tokenpace.report.json;

import io.tokenpace.report.Percentiles;
import io.tokenpace.schemas.histogram.Histogram;
import io.tokenpace.schemas.histogram.HistogramLayout;
import org.jspecify.annotations.Nullable;

/** The observations of a latency, at least one, as a histogram or as ready numbers tell of them. */
interface Observed {
  /** How many there are. */
  long count();

  /** Their exact sum, in the latency's unit of sums. */
  long sum();

  /** The smallest, microseconds. */
  long minMicros();

  /** The largest, microseconds. */
  long maxMicros();

  /** A quantile, microseconds; null if it is not known. */
  @Nullable Long quantileMicros(int partsPerMillion);

  /** The value shown for the observation with a rank, from 1 to count; null if it is not known. */
  @Nullable Long atRankMicros(long rank);

  /** Observations of a histogram that holds some. */
  static Observed of(Histogram histogram) {
    return new OfHistogram(histogram);
  }

  /** Observations of which only some numbers are known. */
  static Observed of(Percentiles numbers) {
    return new OfNumbers(numbers);
  }

  /** Knows every quantile. */
  record OfHistogram(Histogram histogram) implements Observed {
    @Override
    public long count() {
      return histogram.count();
    }

    @Override
    public long sum() {
      return histogram.sum();
    }

    @Override
    public long minMicros() {
      return histogram.minMicros();
    }

    @Override
    public long maxMicros() {
      return histogram.maxMicros();
    }

    @Override
    public Long quantileMicros(int partsPerMillion) {
      return histogram.quantileMicros(partsPerMillion);
    }

    @Override
    public Long atRankMicros(long rank) {
      long[] remaining = {rank};
      long[] midpoint = {histogram.maxMicros()};
      histogram.forEachCell(
          (index, inCell) -> {
            if (remaining[0] > 0 && remaining[0] <= inCell) {
              midpoint[0] = HistogramLayout.midpointMicros(index);
            }
            remaining[0] -= inCell;
          });
      return Math.max(histogram.minMicros(), Math.min(histogram.maxMicros(), midpoint[0]));
    }
  }

  /** Knows the quantiles it was given. */
  record OfNumbers(Percentiles numbers) implements Observed {
    @Override
    public long count() {
      return numbers.count();
    }

    @Override
    public long sum() {
      return numbers.sum();
    }

    @Override
    public long minMicros() {
      return numbers.minMicros();
    }

    @Override
    public long maxMicros() {
      return numbers.maxMicros();
    }

    @Override
    public @Nullable Long quantileMicros(int partsPerMillion) {
      return numbers.quantileMicros().get(partsPerMillion);
    }

    @Override
    public @Nullable Long atRankMicros(long rank) {
      return null;
    }
  }
}
