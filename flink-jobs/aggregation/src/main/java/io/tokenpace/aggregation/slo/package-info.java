/** What users were promised, and which requests kept it. */
@NullMarked
package io.tokenpace.aggregation.slo;

import org.jspecify.annotations.NullMarked;
