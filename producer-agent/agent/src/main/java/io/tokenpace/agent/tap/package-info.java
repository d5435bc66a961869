/** Watches exchanges and tells what becomes of their requests. */
@NullMarked
package io.tokenpace.agent.tap;

import org.jspecify.annotations.NullMarked;
