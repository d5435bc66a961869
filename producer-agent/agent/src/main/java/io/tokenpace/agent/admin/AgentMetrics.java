package io.tokenpace.agent.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The agent's own metrics, each read from whoever counts it when the page is asked for. Names begin
 * with {@code tokenpace_agent_}.
 *
 * <p>Thread-safe.
 */
public final class AgentMetrics implements AdminServer.Page {
  private static final String PREFIX = "tokenpace_agent_";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  /** A number that only rises. */
  public void counter(String name, String help, LongSupplier value) {
    CounterWithCallback unused =
        CounterWithCallback.builder()
            .name(PREFIX + name)
            .help(help)
            .callback(callback -> callback.call((double) value.getAsLong()))
            .register(registry);
  }

  /**
   * Numbers that only rise, one for each value of a label.
   *
   * @param values by value of the label
   */
  public void counters(
      String name, String help, String label, Map<String, ? extends LongSupplier> values) {
    CounterWithCallback unused =
        CounterWithCallback.builder()
            .name(PREFIX + name)
            .help(help)
            .labelNames(label)
            .callback(
                callback ->
                    values.forEach((key, value) -> callback.call((double) value.getAsLong(), key)))
            .register(registry);
  }

  /** A number that rises and falls. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name(PREFIX + name)
            .help(help)
            .callback(callback -> callback.call(value.getAsDouble()))
            .register(registry);
  }

  @Override
  public String contentType() {
    return writer.getContentType();
  }

  @Override
  public void write(ByteArrayOutputStream out) throws IOException {
    writer.write(out, registry.scrape());
  }
}
