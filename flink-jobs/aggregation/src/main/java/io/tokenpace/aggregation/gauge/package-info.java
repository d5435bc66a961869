/** What engines and GPUs show of themselves, and what that adds up to over time. */
@NullMarked
package io.tokenpace.aggregation.gauge;

import org.jspecify.annotations.NullMarked;
