/** The one histogram layout of every latency, in state, on the wire and in tables. */
@NullMarked
package io.tokenpace.schemas.histogram;

import org.jspecify.annotations.NullMarked;
