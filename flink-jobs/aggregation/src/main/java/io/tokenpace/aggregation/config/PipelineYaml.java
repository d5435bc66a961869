package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.metrics.Bands;
import io.tokenpace.schemas.metrics.E2eClass;
import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.schemas.yaml.YamlSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a {@link PipelineConfig} from YAML. A key that is left out keeps its default; an unknown
 * key or a value out of range is refused with key, value and expectation.
 */
public final class PipelineYaml {
  private static final PipelineConfig DEFAULT = PipelineConfig.DEFAULT;
  private static final Pattern COMPLAINT =
      Pattern.compile("([^:]+): (.*) \\(expected: (.*)\\)", Pattern.DOTALL);

  private PipelineYaml() {}

  /**
   * Reads a whole file's top section and closes it.
   *
   * @throws YamlException if anything in it is unknown or out of range
   */
  public static PipelineConfig read(YamlSection yaml) {
    try (yaml) {
      long slice = millis(yaml, "slice", DEFAULT.sliceMillis());
      long lease = millis(yaml, "lease", DEFAULT.leaseMillis());
      long lateness = millis(yaml, "allowed_lateness", DEFAULT.allowedLatenessMillis());
      List<WindowSpec> windows = windows(yaml);
      List<RollupSpec> rollups = rollups(yaml);
      Bounds bounds = bounds(yaml.section("bounds"));
      Set<View> views = views(yaml);
      Goodput goodput = check(yaml, () -> GoodputYaml.goodput(yaml));
      List<GpuPrice> prices = GoodputYaml.prices(yaml);
      return check(
          yaml,
          () ->
              new PipelineConfig(
                  slice, windows, lease, lateness, rollups, bounds, views, goodput, prices));
    }
  }

  private static List<WindowSpec> windows(YamlSection yaml) {
    if (!yaml.has("windows")) {
      yaml.sections("windows");
      return DEFAULT.windows();
    }
    List<WindowSpec> windows = new ArrayList<>();
    for (YamlSection item : yaml.sections("windows")) {
      try (item) {
        require(item, "length", "a duration such as 1m");
        long length = millis(item, "length", 0);
        long slide = millis(item, "slide", length);
        windows.add(check(item, "length", () -> new WindowSpec(length, slide)));
      }
    }
    return windows;
  }

  private static List<RollupSpec> rollups(YamlSection yaml) {
    if (!yaml.has("rollups")) {
      yaml.sections("rollups");
      return DEFAULT.rollups();
    }
    List<RollupSpec> rollups = new ArrayList<>();
    for (YamlSection item : yaml.sections("rollups")) {
      try (item) {
        require(item, "name", "lower case letters, digits and _");
        String name = item.text("name", "");
        List<Dimension> by = new ArrayList<>();
        for (String label : item.texts("by")) {
          by.add(named(item, "by", label, Dimension.values(), Dimension::labelName));
        }
        rollups.add(check(item, () -> new RollupSpec(name, by)));
      }
    }
    return rollups;
  }

  private static Set<View> views(YamlSection yaml) {
    Set<View> views = EnumSet.noneOf(View.class);
    for (String view : yaml.texts("views")) {
      views.add(named(yaml, "views", view, View.values(), View::viewName));
    }
    return views;
  }

  private static Bounds bounds(YamlSection yaml) {
    try (yaml) {
      Bands ttft = bands(yaml.section("ttft"), Bounds.DEFAULT.ttft());
      Bands tpot = bands(yaml.section("tpot"), Bounds.DEFAULT.tpot());
      long smooth = micros(yaml, "smooth_itl_below", Bounds.DEFAULT.smoothItlBelowMicros());
      long stutter = micros(yaml, "stutter_icl_above", Bounds.DEFAULT.stutterIclAboveMicros());
      E2eClass chat = e2eClass(yaml.section("chat"), Bounds.DEFAULT.chat());
      E2eClass code = e2eClass(yaml.section("code"), Bounds.DEFAULT.code());
      E2eClass document = e2eClass(yaml.section("document"), Bounds.DEFAULT.document());
      return check(
          yaml, "chat", () -> new Bounds(ttft, tpot, smooth, stutter, chat, code, document));
    }
  }

  private static Bands bands(YamlSection yaml, Bands standard) {
    try (yaml) {
      long excellent = micros(yaml, "excellent_below", standard.excellentBelowMicros());
      long acceptable = micros(yaml, "acceptable_up_to", standard.acceptableUpToMicros());
      long slow = micros(yaml, "slow_up_to", standard.slowUpToMicros());
      return check(yaml, "excellent_below", () -> new Bands(excellent, acceptable, slow));
    }
  }

  private static E2eClass e2eClass(YamlSection yaml, E2eClass standard) {
    try (yaml) {
      long below =
          standard.outputTokensBelow() == Long.MAX_VALUE
              ? Long.MAX_VALUE
              : yaml.number("output_tokens_below", 1, 1L << 40, standard.outputTokensBelow());
      long from = micros(yaml, "expected_from", standard.expectedFromMicros());
      long to = micros(yaml, "expected_to", standard.expectedToMicros());
      return check(yaml, "expected_from", () -> new E2eClass(below, from, to));
    }
  }

  static long millis(YamlSection yaml, String key, long standard) {
    Duration value = yaml.duration(key, Duration.ofMillis(standard));
    if (value.toNanos() % 1_000_000 != 0) {
      throw yaml.refuse(key, value, "whole milliseconds");
    }
    return value.toMillis();
  }

  static long micros(YamlSection yaml, String key, long standard) {
    return yaml.duration(key, Duration.ofNanos(standard * 1_000)).toNanos() / 1_000;
  }

  static void require(YamlSection yaml, String key, String expected) {
    if (!yaml.has(key)) {
      throw yaml.refuse(key, "none", expected);
    }
  }

  static <T> T named(
      YamlSection yaml, String key, String value, T[] all, Function<T, String> name) {
    return Arrays.stream(all)
        .filter(candidate -> name.apply(candidate).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                yaml.refuse(
                    key,
                    value,
                    "one of " + Arrays.stream(all).map(name).collect(Collectors.joining(", "))));
  }

  interface Build<T> {
    T build();
  }

  /** Builds a record whose complaints name a key of the section. */
  static <T> T check(YamlSection yaml, Build<T> build) {
    return check(yaml, "", build);
  }

  /**
   * Gives what a record's constructor complains of the place where it stands.
   *
   * @param key the key to name, or empty if the complaint names it: complaints read {@code key:
   *     value (expected: what)}
   */
  static <T> T check(YamlSection yaml, String key, Build<T> build) {
    try {
      return build.build();
    } catch (IllegalArgumentException e) {
      Matcher complaint = COMPLAINT.matcher(String.valueOf(e.getMessage()));
      if (!complaint.matches()) {
        throw e;
      }
      throw yaml.refuse(
          key.isEmpty() ? complaint.group(1) : key, complaint.group(2), complaint.group(3));
    }
  }
}
