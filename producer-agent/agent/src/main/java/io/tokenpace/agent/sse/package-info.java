/** Bodies of responses as they come: events of a stream, or one answer; bounded in memory. */
@NullMarked
package io.tokenpace.agent.sse;

import org.jspecify.annotations.NullMarked;
