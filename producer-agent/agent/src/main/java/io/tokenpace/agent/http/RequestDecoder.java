package io.tokenpace.agent.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Netty's decoder, which would repair a head that says twice where its body ends. */
final class RequestDecoder extends HttpRequestDecoder {
  RequestDecoder(ProxySettings.Limits limits) {
    super(config(limits));
  }

  /** How heads are read on both sides. */
  static HttpDecoderConfig config(ProxySettings.Limits limits) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.lineBytes())
        .setMaxHeaderSize(limits.headBytes())
        .setMaxChunkSize(64 * 1024)
        .setAllowDuplicateContentLengths(false)
        .setStrictLineParsing(true);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    // Left as it is, and refused by Heads.
  }
}
