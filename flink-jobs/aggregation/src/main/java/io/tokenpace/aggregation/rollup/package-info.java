/** Which labels results are added up by. */
@NullMarked
package io.tokenpace.aggregation.rollup;

import org.jspecify.annotations.NullMarked;
