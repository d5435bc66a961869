/** What engines say in the formats of OpenAI: requests, frames and whole answers. */
@NullMarked
package io.tokenpace.agent.dialect;

import org.jspecify.annotations.NullMarked;
