package io.tokenpace.agent.http;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Heads as RFC 9112 wants them: which are refused because two readers could disagree on where the
 * body ends or whom they are for, and what of a head belongs to one connection only and is not
 * forwarded.
 */
final class Heads {
  private static final List<CharSequence> HOP_BY_HOP =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.TE,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.UPGRADE,
          "keep-alive",
          "proxy-connection");

  private Heads() {}

  /** Whether a request's head is forwarded; its decoder has already refused what cannot be read. */
  static boolean acceptable(HttpRequest head) {
    return framingClear(head) && hostClear(head) && targetClear(head);
  }

  /** Source: RFC 9112, 6.1 to 6.3. */
  private static boolean framingClear(HttpRequest head) {
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = head.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (!codings.isEmpty()) {
      return lengths.isEmpty()
          && codings.size() == 1
          && codings.get(0).equalsIgnoreCase("chunked")
          && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }
    return lengths.isEmpty() || (lengths.size() == 1 && isLength(lengths.get(0)));
  }

  private static boolean isLength(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= 18;
  }

  /** Source: RFC 9112, 3.2. */
  private static boolean hostClear(HttpRequest head) {
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    return hosts == 1 || (hosts == 0 && head.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  /**
   * A path, or the server itself. Other forms name a host, and the engine is the only one there is.
   */
  private static boolean targetClear(HttpRequest head) {
    boolean version =
        head.protocolVersion().equals(HttpVersion.HTTP_1_1)
            || head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    String target = head.uri();
    boolean path = target.startsWith("/") && !head.method().equals(HttpMethod.CONNECT);
    return version
        && isText(target)
        && (path || (target.equals("*") && head.method().equals(HttpMethod.OPTIONS)));
  }

  private static boolean isText(String target) {
    return isAscii(target)
        || Arrays.equals(text(target).getBytes(StandardCharsets.UTF_8), bytes(target));
  }

  /** A target as a text: Netty reads each byte as a character, and writes UTF-8. */
  private static String text(String target) {
    return isAscii(target) ? target : new String(bytes(target), StandardCharsets.UTF_8);
  }

  private static boolean isAscii(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String target) {
    return target.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The head the engine gets. */
  static HttpRequest forEngine(HttpRequest head) {
    HttpRequest forwarded =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, head.method(), text(head.uri()), head.headers().copy());
    boolean chunked = HttpUtil.isTransferEncodingChunked(head);
    stripHopByHop(forwarded);
    if (chunked) {
      HttpUtil.setTransferEncodingChunked(forwarded, true);
    }
    return forwarded;
  }

  /**
   * The head the client gets.
   *
   * @param client its request's version; HTTP/1.0 knows no chunks
   * @param last whether its connection ends with this response
   */
  static HttpResponse forClient(HttpResponse head, HttpVersion client, boolean last) {
    HttpResponse forwarded =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, head.status(), head.headers().copy());
    boolean chunked =
        HttpUtil.isTransferEncodingChunked(head) && client.equals(HttpVersion.HTTP_1_1);
    stripHopByHop(forwarded);
    if (chunked) {
      HttpUtil.setTransferEncodingChunked(forwarded, true);
    }
    if (last) {
      forwarded.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return forwarded;
  }

  /** Whether the response's body ends only with its connection. */
  static boolean endsWithConnection(HttpResponse head) {
    return !HttpUtil.isTransferEncodingChunked(head)
        && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
  }

  private static void stripHopByHop(HttpMessage head) {
    HttpHeaders headers = head.headers();
    for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
      for (String name : value.split(",", -1)) {
        String named = name.trim().toLowerCase(Locale.ROOT);
        // Where a body ends and whom a request is for holds for every hop.
        if (!named.isEmpty()
            && !HttpHeaderNames.CONTENT_LENGTH.contentEquals(named)
            && !HttpHeaderNames.HOST.contentEquals(named)) {
          headers.remove(named);
        }
      }
    }
    HOP_BY_HOP.forEach(headers::remove);
  }
}
