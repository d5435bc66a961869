package io.tokenpace.aggregation.testing;

/**
 * One raw event of a request.
 *
 * @param type what happened
 * @param timeMicros when, UTC microseconds
 * @param request to which request
 * @param chunk which chunk of it came; −1 for other events
 */
public record Event(Type type, long timeMicros, Request request, int chunk) {
  /** What happened. */
  public enum Type {
    /** The request was accepted. */
    STARTED,
    /** A chunk of output came. */
    CHUNK,
    /** The request ended. */
    ENDED
  }

  /** The chunk that came. */
  public Request.Chunk output() {
    return request.chunks().get(chunk);
  }
}
