/** The load: requests that come when they come, whether or not earlier ones are answered. */
@NullMarked
package io.tokenpace.simulator.load;

import org.jspecify.annotations.NullMarked;
