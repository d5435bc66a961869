package io.tokenpace.agent.sse;

/** Who is told of the events of a stream. */
public interface SseEvents {
  /**
   * An event ended.
   *
   * @param type what its {@code event:} line says; empty without one
   * @param data its data lines, joined by LF; empty for an event that has a type only; valid during
   *     the call, and not to be changed
   * @param length how many bytes of {@code data} are meant
   * @param terminated whether the empty line that ends an event came; only the stream's last event
   *     can be without
   */
  void event(String type, byte[] data, int length, boolean terminated);

  /** An event is larger than the limit; nothing else is said of it. */
  void tooLarge();
}
