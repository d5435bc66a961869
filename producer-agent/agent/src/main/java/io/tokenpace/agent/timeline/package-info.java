/** What becomes of a request, as events with their times. */
@NullMarked
package io.tokenpace.agent.timeline;

import org.jspecify.annotations.NullMarked;
