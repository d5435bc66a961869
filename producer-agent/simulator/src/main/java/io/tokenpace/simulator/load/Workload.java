package io.tokenpace.simulator.load;

import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.random.Lengths;

/**
 * A class of requests.
 *
 * @param name as {@code X-Workload} names it
 * @param weight how often it is drawn
 * @param operation what is called
 * @param promptTokens lengths of prompts, without what they share
 * @param outputTokens lengths of answers
 * @param sharedPrefixTokens what all prompts of the class begin with
 */
public record Workload(
    String name,
    int weight,
    Operation operation,
    Lengths promptTokens,
    Lengths outputTokens,
    int sharedPrefixTokens)
    implements Weighted {}
