package io.tokenpace.report.server;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What this server says about itself, for Prometheus. Thread-safe. */
final class RequestMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("tokenpace_report_requests_total")
          .help("Requests answered, by path and status.")
          .labelNames("path", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("tokenpace_report_request_seconds")
          .help("Time from a request's head to its answer, by path; not of live streams.")
          .labelNames("path")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
          .register(registry);

  /** Counts an answered request. */
  void answered(String path, int status) {
    requests.labelValues(path, Integer.toString(status)).inc();
  }

  /** Observes how long an answer took. */
  void took(String path, long nanos) {
    seconds.labelValues(path).observe(nanos / NANOS_PER_SECOND);
  }

  /** Shows a number that somebody else knows, asked for whenever it is read. */
  void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("tokenpace_report_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows a number that only ever grows. */
  void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name("tokenpace_report_" + name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /** All of it in Prometheus' text format. */
  byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
