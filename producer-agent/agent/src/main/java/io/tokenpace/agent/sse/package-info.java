/** Server-sent events out of bytes that come in pieces. */
@NullMarked
package io.tokenpace.agent.sse;

import org.jspecify.annotations.NullMarked;
