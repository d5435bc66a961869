/** What requests and answers of the OpenAI paths say, as engines write them. */
@NullMarked
package io.tokenpace.agent.dialect;

import org.jspecify.annotations.NullMarked;
