package io.tokenpace.aggregation.window;

import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.schemas.metrics.MetricSet;

/**
 * A row of results: a roll-up key over a window.
 *
 * @param key the roll-up key
 * @param window the rolling window
 * @param endMillis end of this one, exclusive, milliseconds since the epoch
 * @param revision how often the row was issued before
 * @param metrics what its panes add up to; not to be changed any more
 */
public record WindowRow(
    RollupKey key, WindowSpec window, long endMillis, int revision, MetricSet metrics) {}
