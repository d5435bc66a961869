/** Per node: reports are checked for order and folded into slices of event time. */
@NullMarked
package io.tokenpace.aggregation.slice;

import org.jspecify.annotations.NullMarked;
