package io.tokenpace.simulator.engine;

/**
 * A prompt as the engine sees it.
 *
 * @param tokens its length
 * @param blockHashes one hash for each full block, of all tokens up to the block's end: equal
 *     hashes mean equal beginnings. Not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a list would box every block.
public record Prompt(int tokens, long[] blockHashes) {}
