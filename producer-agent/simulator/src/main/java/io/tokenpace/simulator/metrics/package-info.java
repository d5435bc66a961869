/** An engine's metrics under vLLM's names, in its buckets. */
@NullMarked
package io.tokenpace.simulator.metrics;

import org.jspecify.annotations.NullMarked;
