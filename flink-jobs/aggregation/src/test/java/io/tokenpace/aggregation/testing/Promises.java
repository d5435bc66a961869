package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the made-up fleet's users were promised, and what its GPUs cost; both change on the way. */
public final class Promises {
  /** A bound of ttft that some requests meet to the microsecond. */
  public static final long TTFT_MICROS = 500_000;

  /** A deadline at which some clients leave to the microsecond. */
  public static final long DEADLINE_MICROS = 2_500_000;

  /** GPUs of this type have a price that changes. */
  public static final String ALPHA = "alpha";

  /** GPUs of this type have a price from the change on. */
  public static final String BETA = "beta";

  /** GPUs of this type never have a price. */
  public static final String GAMMA = "gamma";

  private static final long MINUTE_MICROS = 60_000_000;

  private Promises() {}

  /**
   * The whole minute at which policies and prices change: in the middle of a fleet's first boots.
   */
  public static long changeMicros(Fleet fleet) {
    return (fleet.startMicros() / MINUTE_MICROS + 1) * MINUTE_MICROS;
  }

  /** A configuration with promises and prices for a fleet. */
  public static PipelineConfig to(Fleet fleet, PipelineConfig config) {
    long change = changeMicros(fleet);
    List<SloPolicy> policies =
        List.of(
            interactive(null, null, null, change, 900_000, 60_000, 12_000_000, 20_000_000),
            interactive("llama", null, null, 0, TTFT_MICROS, 45_000, 3_000_000, DEADLINE_MICROS),
            interactive("llama", null, null, change, 700_000, 60_000, -1, -1),
            interactive("llama", "red", null, 0, -1, 50_000, -1, 1_500_000),
            interactive("llama", "red", "code", change, 1_000_000, -1, 4_000_000, DEADLINE_MICROS),
            interactive("qwen", null, "code", change, TTFT_MICROS, -1, -1, -1),
            batch(null, "red", "code", 0, 5_000_000, DEADLINE_MICROS),
            batch(null, "blue", null, 0, 1_500_000, 4_000_000),
            interactive(null, null, "chat", 0, 800_000, -1, 2_000_000, -1),
            interactive(null, null, "chat", change + MINUTE_MICROS, -1, -1, -1, -1));
    List<GpuPrice> prices =
        List.of(
            new GpuPrice(ALPHA, 2_500_000_001L, 0),
            new GpuPrice(ALPHA, 3_170_000_003L, change),
            new GpuPrice(BETA, 1_990_000_000L, change));
    return config.with(new Goodput(policies, 137), prices);
  }

  private static SloPolicy interactive(
      @Nullable String model,
      @Nullable String tenant,
      @Nullable String workload,
      long validFromMicros,
      long... bounds) {
    Map<SloClause, Long> given = new EnumMap<>(SloClause.class);
    for (SloClause clause : SloClause.ALL) {
      if (bounds[clause.ordinal()] >= 0) {
        given.put(clause, bounds[clause.ordinal()]);
      }
    }
    return new SloPolicy(
        new LabelMatch(model, tenant, workload),
        SloPolicy.Type.INTERACTIVE,
        given,
        950_000,
        86_400_000,
        validFromMicros);
  }

  private static SloPolicy batch(
      @Nullable String model,
      @Nullable String tenant,
      @Nullable String workload,
      long validFromMicros,
      long e2eMicros,
      long deadlineMicros) {
    return new SloPolicy(
        new LabelMatch(model, tenant, workload),
        SloPolicy.Type.BATCH,
        Map.of(SloClause.E2E, e2eMicros, SloClause.DEADLINE, deadlineMicros),
        900_000,
        86_400_000,
        validFromMicros);
  }
}
