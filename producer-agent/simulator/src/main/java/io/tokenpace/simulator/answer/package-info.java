/** What an engine answers: from a request's body and a seed to every token, and nothing of time. */
@NullMarked
package io.tokenpace.simulator.answer;

import org.jspecify.annotations.NullMarked;
