package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;

/** What heads say of their bodies. */
final class Bodies {
  private static final String JSON_SUFFIX = "+json";

  private Bodies() {}

  /** Whether a body is not encoded, as with gzip. */
  static boolean isIdentity(HttpHeaders headers) {
    return headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
        .map(String::strip)
        .allMatch(
            coding ->
                coding.isEmpty() || HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding));
  }

  static boolean isEventStream(HttpHeaders headers) {
    return HttpHeaderValues.TEXT_EVENT_STREAM.contentEquals(mediaType(headers));
  }

  static boolean isJson(HttpHeaders headers) {
    String type = mediaType(headers);
    return HttpHeaderValues.APPLICATION_JSON.contentEquals(type) || type.endsWith(JSON_SUFFIX);
  }

  /** The media type in lower case, without its parameters. */
  private static String mediaType(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}
