/** Answers in the words of the OpenAI API, as vLLM writes them. */
@NullMarked
package io.tokenpace.simulator.openai;

import org.jspecify.annotations.NullMarked;
