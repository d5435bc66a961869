package io.tokenpace.report;

import io.tokenpace.schemas.metrics.MetricSet;

/**
 * The merged integer parts of one key of a roll-up.
 *
 * @param rollup name of the roll-up
 * @param key its labels as a canonical JSON object, {@code {}} for the fleet
 * @param complete whether nothing is known to be missing from any row that was merged
 * @param parts everything merged; owned by this record, to be read only
 */
public record RollupReport(String rollup, String key, boolean complete, MetricSet parts) {}
