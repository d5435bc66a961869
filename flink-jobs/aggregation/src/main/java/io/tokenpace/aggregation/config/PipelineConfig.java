package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.metrics.MetricGroup;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * How reports become rows.
 *
 * @param sliceMillis length of a slice, in which a node's events are gathered
 * @param windows the rolling windows, shortest first
 * @param leaseMillis how long a node counts as alive after a report
 * @param allowedLatenessMillis how long after a slice's end a live report may still come
 * @param rollups what results are added up by
 * @param bounds the bounds observations are counted against
 * @param views the views that are on
 * @param goodput what good means
 * @param prices what GPUs cost; without a price, GPU time is counted and costs nothing anybody
 *     knows
 */
public record PipelineConfig(
    long sliceMillis,
    List<WindowSpec> windows,
    long leaseMillis,
    long allowedLatenessMillis,
    List<RollupSpec> rollups,
    Bounds bounds,
    Set<View> views,
    Goodput goodput,
    List<GpuPrice> prices)
    implements Serializable {
  /** What holds where nothing is configured. */
  public static final PipelineConfig DEFAULT =
      new PipelineConfig(
          10_000,
          List.of(
              new WindowSpec(60_000, 10_000),
              new WindowSpec(300_000, 30_000),
              new WindowSpec(3_600_000, 300_000)),
          30_000,
          900_000,
          List.of(
              new RollupSpec("fleet", List.of()),
              new RollupSpec("model", List.of(Dimension.MODEL)),
              new RollupSpec("node", List.of(Dimension.NODE)),
              new RollupSpec("region", List.of(Dimension.REGION)),
              new RollupSpec("tenant", List.of(Dimension.TENANT)),
              new RollupSpec("model_tenant", List.of(Dimension.MODEL, Dimension.TENANT)),
              new RollupSpec("gpu_type", List.of(Dimension.GPU_TYPE))),
          Bounds.DEFAULT,
          Set.of(),
          Goodput.DEFAULT,
          List.of());

  /** Copies, and checks what concerns several fields. */
  public PipelineConfig {
    windows = List.copyOf(windows);
    rollups = List.copyOf(rollups);
    views = Set.copyOf(views);
    prices = List.copyOf(prices);
    if (!(sliceMillis > 0 && leaseMillis > 0 && allowedLatenessMillis > 0)) {
      throw new IllegalArgumentException(
          "slice, lease, allowed_lateness: %d, %d, %d ms (expected: above 0)"
              .formatted(sliceMillis, leaseMillis, allowedLatenessMillis));
    }
    if (windows.isEmpty() || rollups.isEmpty()) {
      throw new IllegalArgumentException("windows, rollups: none (expected: at least one)");
    }
    long shorter = 0;
    for (WindowSpec window : windows) {
      if (window.slideMillis() % sliceMillis != 0) {
        throw new IllegalArgumentException(
            "windows: slide of %d ms (expected: a multiple of the slice of %d ms)"
                .formatted(window.slideMillis(), sliceMillis));
      }
      if (!(window.lengthMillis() > shorter)
          || (shorter > 0 && window.lengthMillis() % shorter != 0)) {
        throw new IllegalArgumentException(
            "windows: length of %d ms (expected: a larger multiple of the next shorter %d ms)"
                .formatted(window.lengthMillis(), shorter));
      }
      shorter = window.lengthMillis();
    }
    if (rollups.stream().map(RollupSpec::name).distinct().count() != rollups.size()) {
      throw new IllegalArgumentException("rollups: a name given twice (expected: each once)");
    }
    Set<List<Object>> priced = new HashSet<>();
    for (GpuPrice price : prices) {
      if (!priced.add(List.of(price.gpuType(), price.validFromMicros()))) {
        throw new IllegalArgumentException(
            "prices: two for %s valid from %d µs (expected: one)"
                .formatted(price.gpuType(), price.validFromMicros()));
      }
    }
  }

  /** This configuration with a view on. */
  public PipelineConfig withView(View view) {
    EnumSet<View> more = EnumSet.of(view);
    more.addAll(views);
    return new PipelineConfig(
        sliceMillis,
        windows,
        leaseMillis,
        allowedLatenessMillis,
        rollups,
        bounds,
        more,
        goodput,
        prices);
  }

  /** This configuration with another meaning of good, and other prices. */
  public PipelineConfig with(Goodput otherGoodput, List<GpuPrice> otherPrices) {
    return new PipelineConfig(
        sliceMillis,
        windows,
        leaseMillis,
        allowedLatenessMillis,
        rollups,
        bounds,
        views,
        otherGoodput,
        otherPrices);
  }

  /** The groups of metrics every row knows. */
  public Set<MetricGroup> groups() {
    EnumSet<MetricGroup> groups =
        EnumSet.of(MetricGroup.CORE, MetricGroup.BANDS, MetricGroup.GOODPUT);
    views.forEach(view -> groups.add(view.group()));
    return groups;
  }

  /** Start of the slice a moment lies in, milliseconds since the epoch. */
  public long sliceStartMillis(long micros) {
    return Math.floorDiv(micros, sliceMillis * 1_000) * sliceMillis;
  }

  /** What state kept by a job depends on, as text: state made under another text cannot be used. */
  public String stateShape() {
    List<String> shapes = new ArrayList<>();
    shapes.add("slice=" + sliceMillis + "ms");
    for (WindowSpec window : windows) {
      shapes.add("window=" + window.lengthMillis() + "ms/" + window.slideMillis() + "ms");
    }
    shapes.add("lease=" + leaseMillis + "ms");
    shapes.add("histogram=hdr-2-digits-us");
    return String.join(" ", shapes);
  }

  /** 16 hexadecimal digits that differ where the configuration does. */
  public String hash() {
    List<View> sortedViews = views.stream().sorted().toList();
    String canonical =
        String.join(
            "\n",
            stateShape(),
            "allowed_lateness=" + allowedLatenessMillis,
            rollups.toString(),
            bounds.toString(),
            sortedViews.toString(),
            goodput.toString(),
            prices.toString());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
