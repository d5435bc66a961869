package io.tokenpace.agent.tap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EndCause;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Leads an exchange past taps of its own, and keeps the events. */
final class Exchange {
  static final TapSettings SETTINGS =
      new TapSettings(
          "engine",
          SeriesLabels.NONE,
          () -> null,
          TenantRule.NONE,
          null,
          RequestIdPolicy.OFF,
          TapSettings.DEFAULT_MAX_EVENT_BYTES);

  final List<RequestEvent> events = new ArrayList<>();
  final RequestTaps taps;
  final ExchangeObserver observer;

  Exchange(TapSettings settings, HttpRequest head) {
    taps = new RequestTaps(settings, events::add);
    observer = Objects.requireNonNull(taps.observe(head, InetAddress.getLoopbackAddress(), 900));
  }

  /** A request to a path; head at 900 µs, accepted at 1,000. */
  static Exchange begin(String path, String body) {
    Exchange exchange = new Exchange(SETTINGS, post(path));
    exchange.observer.requestBytes(bytes(body));
    exchange.observer.accepted(1_000);
    return exchange;
  }

  void head(int status, String contentType, long micros) {
    observer.responseHead(response(status, contentType), micros);
  }

  void feed(byte[] part, long micros) {
    observer.responseBytes(Unpooled.wrappedBuffer(part), micros);
  }

  void feed(String part, long micros) {
    observer.responseBytes(bytes(part), micros);
  }

  RequestEvent.Ended end(EndCause cause, long micros) {
    observer.ended(cause, micros, 0);
    return (RequestEvent.Ended) events.get(events.size() - 1);
  }

  List<RequestEvent.Chunk> chunks() {
    return events.stream()
        .filter(RequestEvent.Chunk.class::isInstance)
        .map(RequestEvent.Chunk.class::cast)
        .toList();
  }

  static HttpRequest post(String path) {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path);
  }

  static HttpResponse response(int status, String contentType) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    response.headers().set("content-type", contentType);
    return response;
  }

  static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
