package io.tokenpace.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.Latency.Part;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which metrics are shown, whole or in part, and which latencies have to be read for them.
 *
 * <p>Thread-safe: immutable.
 */
public final class Selection {
  /** Groups that are views of their own; all others are the main view. */
  static final List<MetricGroup> VIEWS = List.of(MetricGroup.VLLM_BENCH);

  private static final Map<String, Metric> METRICS = metrics();
  private static final Map<String, Set<Latency>> NEEDED = needed();
  private static final Map<String, List<String>> FIELDS = fields();
  private static final Selection EVERYTHING = new Selection(whole(METRICS.keySet()));
  private static final Selection MAIN_VIEW =
      new Selection(whole(Dictionary.metrics().stream().map(Metric::name).toList()));

  /** The metrics shown, in order; with each the fields that are shown of it, none: all of it. */
  private final Map<String, Set<String>> shown;

  private final Set<Latency> latencies;

  private Selection(Map<String, Set<String>> shown) {
    this.shown = shown;
    this.latencies =
        shown.keySet().stream()
            .flatMap(name -> NEEDED.getOrDefault(name, Set.of()).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, Metric> metrics() {
    return Stream.concat(
            Dictionary.metrics().stream(),
            VIEWS.stream().flatMap(group -> Dictionary.view(group).stream()))
        .collect(
            Collectors.toMap(
                Metric::name, metric -> metric, (one, other) -> one, LinkedHashMap::new));
  }

  /** By the dictionary: a metric needs the latencies some stored part of which it is made of. */
  private static Map<String, Set<Latency>> needed() {
    Map<String, Latency> byColumn =
        Latency.ALL.stream()
            .flatMap(
                latency ->
                    Stream.of(Part.values())
                        .map(part -> Map.entry(latency.columnName(part), latency)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return DictionaryDocument.packaged().metrics().stream()
        .collect(
            Collectors.toMap(
                DictionaryDocument.Entry::name,
                entry ->
                    entry.parts().stream()
                        .filter(byColumn::containsKey)
                        .map(byColumn::get)
                        .collect(Collectors.toUnmodifiableSet())));
  }

  /** The fields of metrics that are objects. */
  private static Map<String, List<String>> fields() {
    MetricSet known = new MetricSet();
    MetricGroup.ALL.forEach(known::know);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    METRICS.forEach(
        (name, metric) -> {
          JsonNode value = metric.value().apply(new Parts(known, 0));
          List<String> names = new ArrayList<>();
          value.fieldNames().forEachRemaining(names::add);
          fields.put(name, names);
        });
    return fields;
  }

  private static Map<String, Set<String>> whole(Collection<String> names) {
    Map<String, Set<String>> shown = new LinkedHashMap<>();
    names.forEach(name -> shown.put(name, Set.of()));
    return shown;
  }

  /** The metrics of the main view. */
  public static Selection mainView() {
    return MAIN_VIEW;
  }

  /** The metrics of the main view and of all others. */
  public static Selection everything() {
    return EVERYTHING;
  }

  /**
   * Some metrics.
   *
   * @param names each a metric, such as {@code ttft}, or a field of one, such as {@code
   *     ttft.p99_ms}
   * @throws IllegalArgumentException if one is no metric, or none is given
   */
  public static Selection of(Collection<String> names) {
    Map<String, Set<String>> shown = new LinkedHashMap<>();
    for (String name : names) {
      int dot = name.indexOf('.');
      String metric = dot < 0 ? name : name.substring(0, dot);
      List<String> fields = FIELDS.get(metric);
      if (fields == null || (dot >= 0 && !fields.contains(name.substring(dot + 1)))) {
        throw new IllegalArgumentException(
            "metrics: %s (expected: names of the dictionary, such as ttft or ttft.p99_ms)"
                .formatted(name));
      }
      if (dot < 0) {
        shown.put(metric, Set.of());
      } else if (!Set.of().equals(shown.get(metric))) {
        shown.computeIfAbsent(metric, key -> new LinkedHashSet<>()).add(name.substring(dot + 1));
      }
    }
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("metrics: none (expected: at least one name)");
    }
    return new Selection(shown);
  }

  /** The latencies that have to be read. */
  public Set<Latency> latencies() {
    return latencies;
  }

  /** These latencies and others. */
  public Set<Latency> latenciesAnd(Collection<Latency> others) {
    Set<Latency> all = EnumSet.noneOf(Latency.class);
    all.addAll(latencies);
    all.addAll(others);
    return all;
  }

  /**
   * What is shown, in order: metrics that are one value, and the fields of the others, as {@link
   * #of} takes them.
   */
  public List<String> columns() {
    return shown.entrySet().stream()
        .flatMap(
            entry -> {
              List<String> all = FIELDS.getOrDefault(entry.getKey(), List.of());
              return all.isEmpty()
                  ? Stream.of(entry.getKey())
                  : all.stream()
                      .filter(
                          field -> entry.getValue().isEmpty() || entry.getValue().contains(field))
                      .map(field -> entry.getKey() + "." + field);
            })
        .toList();
  }

  /** The metrics shown, in order, with the fields that are shown of each; none: all of it. */
  Map<String, Set<String>> shown() {
    return shown;
  }

  /** A metric by its name. */
  static Metric metric(String name) {
    Metric metric = METRICS.get(name);
    if (metric == null) {
      throw new IllegalArgumentException("metric: %s (expected: a known name)".formatted(name));
    }
    return metric;
  }
}
