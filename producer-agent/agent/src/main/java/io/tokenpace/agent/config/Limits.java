package io.tokenpace.agent.config;

/**
 * How much an agent takes.
 *
 * @param ringEvents events that may wait to be put into reports, a power of two
 */
public record Limits(int ringEvents) {
  /** For an engine of some thousand tokens a second, with much to spare. */
  public static final Limits DEFAULT = new Limits(16_384);
}
