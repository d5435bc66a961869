package io.tokenpace.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.schemas.wire.EndCause;

/**
 * Sees one exchange as it passes, after its bytes were handed on. Whatever an observer does, the
 * exchange goes on: one that throws is not called again.
 *
 * <p>Calls come on the exchange's event loop, in this order: any number of {@link #requestBytes},
 * {@link #accepted}, {@link #responseHead}, any number of {@link #responseBytes}, {@link #ended};
 * the last always, the others as far as the exchange came. A response may begin before its request
 * is complete. Times are microseconds of the agent's monotonic clock. Buffers hold content only,
 * without the framing of HTTP; they may be read, and neither kept nor changed.
 */
public interface ExchangeObserver {
  /** A part of the request's body was read. */
  void requestBytes(ByteBuf bytes);

  /** The request's last byte was read; {@code micros} is when. */
  void accepted(long micros);

  /** The head of the final response was read; interim ones (1xx) are not shown. */
  void responseHead(HttpResponse head, long micros);

  /**
   * A part of the response's body was read.
   *
   * @param micros when the socket read that brought it happened; the same for all parts of one read
   */
  void responseBytes(ByteBuf bytes, long micros);

  /**
   * The exchange is over.
   *
   * @param cause what ended it
   * @param micros when
   * @param writeStallMicros how long the client did not take what was ready for it
   */
  void ended(EndCause cause, long micros, long writeStallMicros);
}
