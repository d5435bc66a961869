package io.tokenpace.jobs.loader;

import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.wire.FleetMetrics;

/**
 * A row that the tables can take.
 *
 * @param row the row as it travels: key, run and flags are read from here
 * @param metrics its integer parts
 */
record DecodedRow(FleetMetrics row, MetricSet metrics) {}
