/** The tap: from the bytes of observed exchanges to the events of requests. */
@NullMarked
package io.tokenpace.agent.tap;

import org.jspecify.annotations.NullMarked;
