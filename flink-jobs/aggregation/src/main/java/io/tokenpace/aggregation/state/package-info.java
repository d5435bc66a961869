/** Bytes of what operators keep and exchange, by version. */
@NullMarked
package io.tokenpace.aggregation.state;

import org.jspecify.annotations.NullMarked;
