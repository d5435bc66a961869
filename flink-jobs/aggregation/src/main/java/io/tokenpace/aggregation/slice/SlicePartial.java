package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.metrics.MetricSet;

/**
 * What one node adds to one roll-up key in one slice: all of it at the slice's end, or what came
 * later.
 *
 * @param key the roll-up key
 * @param sliceStartMillis start of the slice, milliseconds since the epoch
 * @param metrics what is added; not to be changed any more
 */
public record SlicePartial(RollupKey key, long sliceStartMillis, MetricSet metrics) {}
