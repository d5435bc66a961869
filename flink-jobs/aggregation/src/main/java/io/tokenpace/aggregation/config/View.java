package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.metrics.MetricGroup;
import java.util.Locale;

/** A view that reproduces another tool's numbers from the same events; off unless configured. */
public enum View {
  /** vLLM's {@code bench serve}. */
  VLLM_BENCH(MetricGroup.VLLM_BENCH);

  private final MetricGroup group;

  View(MetricGroup group) {
    this.group = group;
  }

  /** The group of metrics the view fills. */
  public MetricGroup group() {
    return group;
  }

  /** The view's name in configuration and reports. */
  public String viewName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
