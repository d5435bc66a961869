/** What an agent says of itself: whether it lives, whether it is ready, what it counts. */
@NullMarked
package io.tokenpace.agent.admin;

import org.jspecify.annotations.NullMarked;
