/**
 * The metric dictionary as code: which integer parts a row of results holds, and how rows merge.
 */
@NullMarked
package io.tokenpace.schemas.metrics;

import org.jspecify.annotations.NullMarked;
