/** How a request ended, derived from what was seen on the wire. */
@NullMarked
package io.tokenpace.aggregation.outcome;

import org.jspecify.annotations.NullMarked;
