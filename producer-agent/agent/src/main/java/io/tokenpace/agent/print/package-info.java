/** Requests as lines for a person who watches. */
@NullMarked
package io.tokenpace.agent.print;

import org.jspecify.annotations.NullMarked;
