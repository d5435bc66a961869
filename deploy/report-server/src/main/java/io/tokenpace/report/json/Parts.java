package io.tokenpace.report.json;

import io.tokenpace.schemas.metrics.MetricSet;

/**
 * What the metrics of one key are formed from.
 *
 * @param metrics its merged integer parts, to be read only
 * @param coveredMicros the time rates are divided by, microseconds
 */
record Parts(MetricSet metrics, long coveredMicros) {}
