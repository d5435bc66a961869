package io.tokenpace.agent.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * Netty's encoder, told of the one thing a response's head does not say: that it answers HEAD and
 * has no body, whatever it says of its length.
 *
 * <p>Confined to its channel's event loop.
 */
final class ResponseEncoder extends HttpResponseEncoder {
  private boolean answersHead;

  void answersHead(boolean head) {
    answersHead = head;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse head) {
    return answersHead || super.isContentAlwaysEmpty(head);
  }
}
