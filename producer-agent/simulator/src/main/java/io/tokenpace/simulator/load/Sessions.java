package io.tokenpace.simulator.load;

/**
 * Conversations: requests of one begin with the same text, behind what their class shares.
 *
 * @param count how many there are
 * @param share of the requests that belong to one
 * @param historyTokens length of the text
 */
public record Sessions(int count, double share, int historyTokens) {
  /** A third of the requests in a hundred conversations. */
  public static final Sessions DEFAULT = new Sessions(100, 0.33, 240);
}
