/** Engines with known truth, and the load on them. */
@NullMarked
package io.tokenpace.simulator;

import org.jspecify.annotations.NullMarked;
