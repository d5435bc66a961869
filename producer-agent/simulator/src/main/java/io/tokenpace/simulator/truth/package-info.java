/** The truth about every request, as the engine itself knows it. */
@NullMarked
package io.tokenpace.simulator.truth;

import org.jspecify.annotations.NullMarked;
