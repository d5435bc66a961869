/** What GPU time costs. */
@NullMarked
package io.tokenpace.aggregation.cost;

import org.jspecify.annotations.NullMarked;
