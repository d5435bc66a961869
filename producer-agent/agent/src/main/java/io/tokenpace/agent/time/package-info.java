/** The one clock of the agent. */
@NullMarked
package io.tokenpace.agent.time;

import org.jspecify.annotations.NullMarked;
