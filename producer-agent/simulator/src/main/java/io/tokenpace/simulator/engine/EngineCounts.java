package io.tokenpace.simulator.engine;

/**
 * What an engine's gauges and counters say at one moment.
 *
 * @param runningSequences sequences in the batch
 * @param waitingSequences sequences in the queue
 * @param usedBlocks KV blocks somebody uses
 * @param totalBlocks KV blocks there are
 * @param prefixQueriedTokens prompt tokens looked up in the prefix cache so far
 * @param prefixHitTokens of these, those that were found
 * @param preemptions times a sequence lost its blocks so far
 * @param steps steps so far
 */
public record EngineCounts(
    int runningSequences,
    int waitingSequences,
    int usedBlocks,
    int totalBlocks,
    long prefixQueriedTokens,
    long prefixHitTokens,
    long preemptions,
    long steps) {}
