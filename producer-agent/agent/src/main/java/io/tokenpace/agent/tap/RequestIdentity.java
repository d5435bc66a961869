package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaders;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request's headers.
 *
 * @param tenant who asked
 * @param workload what for
 * @param traceId 32 hex digits; null without, or if ids are not kept
 * @param requestId the client's id; null without, or if ids are not kept
 * @param retryCount how often the client says it tried before, or absent
 */
record RequestIdentity(
    String tenant,
    String workload,
    @Nullable String traceId,
    @Nullable String requestId,
    int retryCount) {
  private static final String REQUEST_ID = "x-request-id";
  private static final String TRACE_PARENT = "traceparent";
  private static final String RETRY_COUNT = "x-stainless-retry-count";
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,64}");
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  static RequestIdentity of(HttpHeaders headers, InetAddress peer, TapSettings settings) {
    boolean ids = settings.requestIds() != RequestIdPolicy.OFF;
    String workload =
        settings.workloadHeader() == null ? null : headers.get(settings.workloadHeader());
    return new RequestIdentity(
        Labels.of(settings.tenants().tenantOf(headers, peer)),
        workload == null ? SeriesLabels.NONE : Labels.of(workload.strip()),
        ids ? traceId(headers) : null,
        ids ? requestId(headers) : null,
        retryCount(headers));
  }

  private static @Nullable String traceId(HttpHeaders headers) {
    Matcher trace = TRACE.matcher(headers.get(TRACE_PARENT, "").strip());
    return trace.matches() ? trace.group(1) : null;
  }

  private static @Nullable String requestId(HttpHeaders headers) {
    String id = headers.get(REQUEST_ID, "").strip();
    return PRINTABLE.matcher(id).matches() ? id : null;
  }

  private static int retryCount(HttpHeaders headers) {
    String count = headers.get(RETRY_COUNT, "").strip();
    return COUNT.matcher(count).matches() ? Integer.parseInt(count) : (int) RequestEvent.ABSENT;
  }
}
