/** What the job is told: slices, windows, roll-ups, bounds, and the run it computes. */
@NullMarked
package io.tokenpace.aggregation.config;

import org.jspecify.annotations.NullMarked;
