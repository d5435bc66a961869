/** Per roll-up key: the Flink shell around the rolling of partials into rows. */
@NullMarked
package io.tokenpace.jobs.window;

import org.jspecify.annotations.NullMarked;
