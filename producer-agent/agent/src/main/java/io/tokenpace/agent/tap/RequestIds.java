package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Which requests keep the ids their clients gave them. */
public enum RequestIds {
  /** None. */
  OFF,
  /** One in a thousand, by number. */
  SAMPLED,
  /** All. */
  ALL;

  private static final int MAX_LENGTH = 64;
  private static final int SAMPLE = 1_000;
  private static final int TRACE_ID_FROM = 3;
  private static final int TRACE_ID_LENGTH = 32;

  boolean keeps(long number) {
    return this == ALL || (this == SAMPLED && number % SAMPLE == 0);
  }

  /** The id the client or a gateway gave the request; null without, or if it is no short text. */
  static @Nullable String requestId(HttpHeaders headers) {
    String id = headers.get("x-request-id");
    boolean usable =
        id != null
            && !id.isEmpty()
            && id.length() <= MAX_LENGTH
            && id.chars().allMatch(character -> character > ' ' && character < 0x7F);
    return usable ? id : null;
  }

  /** The trace id of a W3C traceparent; null without, or if it is none. */
  static @Nullable String traceId(HttpHeaders headers) {
    String parent = headers.get("traceparent");
    boolean usable =
        parent != null && parent.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");
    return usable ? parent.substring(TRACE_ID_FROM, TRACE_ID_FROM + TRACE_ID_LENGTH) : null;
  }
}
