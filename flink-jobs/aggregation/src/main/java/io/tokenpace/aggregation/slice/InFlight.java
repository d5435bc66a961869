package io.tokenpace.aggregation.slice;

import io.tokenpace.schemas.codec.SeriesLabels;

/**
 * A request that has started and was not seen to end.
 *
 * @param labels its labels
 * @param acceptedMicros when it was accepted, UTC microseconds
 */
record InFlight(SeriesLabels labels, long acceptedMicros) {}
