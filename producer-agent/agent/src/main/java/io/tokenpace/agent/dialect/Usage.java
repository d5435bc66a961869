package io.tokenpace.agent.dialect;

import io.tokenpace.agent.timeline.RequestEvent;

/**
 * What an engine says of the tokens of a request, or of a choice so far. Numbers it does not say
 * are {@link RequestEvent#ABSENT}.
 *
 * @param input tokens of the prompts
 * @param cachedInput of them found in the prefix cache
 * @param output output tokens
 * @param reasoning of them reasoning
 */
public record Usage(long input, long cachedInput, long output, long reasoning) {}
