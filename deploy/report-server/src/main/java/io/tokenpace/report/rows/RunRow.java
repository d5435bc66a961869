package io.tokenpace.report.rows;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table runs.
 *
 * @param run its name
 * @param live whether it reads live traffic; says which partition its rows are in
 * @param start its start in event time
 * @param end its end, exclusive; null if it has none
 */
record RunRow(String run, boolean live, Instant start, @Nullable Instant end) {}
