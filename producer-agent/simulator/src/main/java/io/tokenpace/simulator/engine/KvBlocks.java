package io.tokenpace.simulator.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * The KV cache: blocks that are used, free, or free with content that a prompt may find again. What
 * was freed longest ago loses its content first.
 *
 * <p>NOT thread-safe.
 */
final class KvBlocks {
  private final int[] users;
  private final long[] hashes;
  private final boolean[] hashed;
  private final Map<Long, Integer> blockByHash = new HashMap<>();

  /** Free blocks as a ring through {@code users.length}, longest free first. */
  private final int[] next;

  private final int[] previous;
  private final int end;
  private int free;

  KvBlocks(int blocks) {
    users = new int[blocks];
    hashes = new long[blocks];
    hashed = new boolean[blocks];
    next = new int[blocks + 1];
    previous = new int[blocks + 1];
    end = blocks;
    next[end] = end;
    previous[end] = end;
    for (int block = 0; block < blocks; block++) {
      append(block);
    }
  }

  int free() {
    return free;
  }

  int total() {
    return users.length;
  }

  /** The block with this content, or -1. */
  int find(long hash) {
    Integer block = blockByHash.get(hash);
    return block == null ? -1 : block;
  }

  boolean isFree(int block) {
    return users[block] == 0;
  }

  /** One more user of a block that was found. */
  void share(int block) {
    if (users[block] == 0) {
      remove(block);
    }
    users[block]++;
  }

  /** A block without content; there has to be a free one. */
  int take() {
    int block = next[end];
    remove(block);
    forget(block);
    users[block] = 1;
    return block;
  }

  /** Says what a block holds, if no other block holds it already. */
  void fill(int block, long hash) {
    if (blockByHash.putIfAbsent(hash, block) == null) {
      hashes[block] = hash;
      hashed[block] = true;
    }
  }

  /** One user less; content stays until the block is taken. */
  void release(int block) {
    users[block]--;
    if (users[block] == 0) {
      append(block);
    }
  }

  private void forget(int block) {
    if (hashed[block]) {
      blockByHash.remove(hashes[block]);
      hashed[block] = false;
    }
  }

  private void append(int block) {
    int last = previous[end];
    next[last] = block;
    previous[block] = last;
    next[block] = end;
    previous[end] = block;
    free++;
  }

  private void remove(int block) {
    next[previous[block]] = next[block];
    previous[next[block]] = previous[block];
    free--;
  }
}
