package io.tokenpace.traceimport.trace;

/**
 * Whether the first chunk of every answer in a file carries only a role and no output. Chat servers
 * send such a chunk, and benchmark tools time it as if it were the first token.
 */
public enum RoleChunk {
  /** The file's own numbers decide. */
  AUTO,
  /** Output begins with the second chunk. */
  YES,
  /** Output begins with the first chunk. */
  NO
}
