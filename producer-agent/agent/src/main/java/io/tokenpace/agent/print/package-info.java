/** Requests as lines on a terminal. */
@NullMarked
package io.tokenpace.agent.print;

import org.jspecify.annotations.NullMarked;
