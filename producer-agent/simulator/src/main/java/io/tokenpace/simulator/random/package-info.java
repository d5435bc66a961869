/** Random numbers that depend on their seed alone, on every machine and Java version. */
@NullMarked
package io.tokenpace.simulator.random;

import org.jspecify.annotations.NullMarked;
