package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.tokenpace.agent.dialect.FrameReader;
import io.tokenpace.agent.dialect.Operation;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.http.ExchangeObservers;
import io.tokenpace.agent.timeline.RequestEvents;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Taps the requests for completions; everything else passes unobserved. Requests are numbered in
 * the order in which they are accepted.
 *
 * <p>Thread-safe.
 */
public final class RequestTaps implements ExchangeObservers {
  /** The label of models the engine does not serve, and of requests that name none. */
  public static final String UNKNOWN_MODEL = "(unknown)";

  private final TapSettings settings;
  private final RequestEvents events;
  private final TapCounts counts = new TapCounts();
  private final FrameReader frames = new FrameReader();
  private final AtomicLong numbers = new AtomicLong();

  /** Taps that tell of what becomes of requests. */
  public RequestTaps(TapSettings settings, RequestEvents events) {
    this.settings = settings;
    this.events = events;
  }

  /** What could not be looked at. */
  public TapCounts counts() {
    return counts;
  }

  @Override
  public @Nullable ExchangeObserver observe(HttpRequest head, InetAddress peer, long micros) {
    Operation operation = head.method().equals(HttpMethod.POST) ? Operation.of(head.uri()) : null;
    if (operation == null) {
      return null;
    }
    String workload =
        settings.workloadHeader() == null ? null : head.headers().get(settings.workloadHeader());
    Caller caller =
        new Caller(
            operation,
            micros,
            settings.tenants().tenant(head.headers(), peer),
            workload == null ? SeriesLabels.NONE : LabelText.of(workload),
            retries(head),
            RequestIds.requestId(head.headers()),
            RequestIds.traceId(head.headers()));
    return new RequestTap(this, caller);
  }

  /** What a request's head says. */
  record Caller(
      Operation operation,
      long headMicros,
      String tenant,
      String workload,
      int retries,
      @Nullable String requestId,
      @Nullable String traceId) {}

  private static int retries(HttpRequest head) {
    String said = head.headers().get("x-stainless-retry-count");
    return said != null && said.matches("[0-9]{1,6}") ? Integer.parseInt(said) : -1;
  }

  TapSettings settings() {
    return settings;
  }

  RequestEvents events() {
    return events;
  }

  FrameReader frames() {
    return frames;
  }

  long nextNumber() {
    return numbers.getAndIncrement();
  }

  SeriesLabels labels(Caller caller, @Nullable String model) {
    return new SeriesLabels(
        settings.engine(), model(model), SeriesLabels.NONE, caller.tenant(), caller.workload());
  }

  private String model(@Nullable String asked) {
    if (asked == null) {
      return UNKNOWN_MODEL;
    }
    Set<String> served = settings.servedModels().get();
    return served == null || served.contains(asked) ? LabelText.of(asked) : UNKNOWN_MODEL;
  }
}
