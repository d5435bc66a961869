package io.tokenpace.aggregation.config;

import io.tokenpace.schemas.yaml.YamlSection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what good means and what GPUs cost; the part of {@link PipelineYaml} that is about it. */
final class GoodputYaml {
  private static final BigDecimal MILLI = new BigDecimal("0.001");
  private static final BigDecimal PPM = new BigDecimal("0.000001");
  private static final BigDecimal NANOS_PER_DOLLAR = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal INTERACTIVE_OBJECTIVE = new BigDecimal("0.95");
  private static final BigDecimal BATCH_OBJECTIVE = new BigDecimal("0.90");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final Duration PERIOD = Duration.ofDays(30);

  private GoodputYaml() {}

  static Goodput goodput(YamlSection yaml) {
    BigDecimal weight =
        yaml.decimal(
            "prefill_weight",
            BigDecimal.ZERO,
            BigDecimal.TEN,
            3,
            MILLI.multiply(BigDecimal.valueOf(Goodput.DEFAULT.prefillWeightMilli())));
    List<SloPolicy> policies = new ArrayList<>();
    for (YamlSection item : yaml.sections("slo")) {
      try (item) {
        policies.add(policy(item));
      }
    }
    return new Goodput(policies, weight.divide(MILLI).longValueExact());
  }

  private static SloPolicy policy(YamlSection yaml) {
    LabelMatch match = match(yaml.section("match"));
    SloPolicy.Type type =
        PipelineYaml.named(
            yaml,
            "class",
            yaml.text("class", "interactive"),
            SloPolicy.Type.values(),
            value -> value.name().toLowerCase(Locale.ROOT));
    Map<SloClause, Long> bounds = new EnumMap<>(SloClause.class);
    for (SloClause clause : SloClause.ALL) {
      long bound = PipelineYaml.micros(yaml, clause.clauseName(), 0);
      if (bound > 0) {
        bounds.put(clause, bound);
      }
    }
    BigDecimal objective =
        yaml.decimal(
            "objective",
            PPM,
            BigDecimal.ONE,
            6,
            type == SloPolicy.Type.INTERACTIVE ? INTERACTIVE_OBJECTIVE : BATCH_OBJECTIVE);
    long period = PipelineYaml.millis(yaml, "period", PERIOD.toMillis());
    long validFrom = validFromMicros(yaml);
    return PipelineYaml.check(
        yaml,
        () ->
            new SloPolicy(
                match, type, bounds, objective.divide(PPM).longValueExact(), period, validFrom));
  }

  private static LabelMatch match(YamlSection yaml) {
    try (yaml) {
      return new LabelMatch(
          textOrNull(yaml, "model"), textOrNull(yaml, "tenant"), textOrNull(yaml, "workload"));
    }
  }

  private static @Nullable String textOrNull(YamlSection yaml, String key) {
    String text = yaml.text(key, "");
    return text.isEmpty() ? null : text;
  }

  static List<GpuPrice> prices(YamlSection yaml) {
    List<GpuPrice> prices = new ArrayList<>();
    for (YamlSection item : yaml.sections("prices")) {
      try (item) {
        PipelineYaml.require(item, "gpu_type", "a type of GPU as nodes name it");
        PipelineYaml.require(item, "hourly", "dollars an hour");
        String type = item.text("gpu_type", "");
        BigDecimal hourly =
            item.decimal(
                "hourly", BigDecimal.ZERO, BigDecimal.valueOf(100_000), 9, BigDecimal.ZERO);
        BigDecimal overhead =
            item.decimal("overhead_ratio", BigDecimal.ZERO, BigDecimal.TEN, 6, BigDecimal.ZERO);
        long nanos =
            hourly
                .multiply(overhead.add(BigDecimal.ONE))
                .multiply(NANOS_PER_DOLLAR)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        long validFrom = validFromMicros(item);
        prices.add(PipelineYaml.check(item, () -> new GpuPrice(type, nanos, validFrom)));
      }
    }
    return prices;
  }

  /** From when on something holds; from ever if it does not say. */
  private static long validFromMicros(YamlSection yaml) {
    Instant from = yaml.instant("valid_from", Instant.EPOCH);
    if (from.isBefore(Instant.EPOCH)
        || !from.isBefore(END)
        || !from.equals(from.truncatedTo(ChronoUnit.MINUTES))) {
      throw yaml.refuse("valid_from", from, "a whole minute from 1970 to 9999, UTC");
    }
    return from.getEpochSecond() * 1_000_000;
  }
}
