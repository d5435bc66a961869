/** The topology of fleet-metrics, without connectors. */
@NullMarked
package io.tokenpace.jobs.pipeline;

import org.jspecify.annotations.NullMarked;
