package io.tokenpace.jobs.testing;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.config.View;
import java.util.List;
import java.util.Map;

/** The stretch of time the tests' nodes serve in. */
public final class Runs {
  /** 2026-01-05T00:00:00Z. */
  public static final long START_MICROS = 1_767_571_200_000_000L;

  /** The same, in milliseconds. */
  public static final long START_MILLIS = START_MICROS / 1_000;

  /** How long the nodes serve. */
  public static final int SECONDS = 150;

  /** The view, a promise some requests keep, and a price for the nodes' GPUs. */
  public static final PipelineConfig CONFIG =
      PipelineConfig.DEFAULT
          .withView(View.VLLM_BENCH)
          .with(
              new Goodput(
                  List.of(
                      new SloPolicy(
                          LabelMatch.ANY,
                          SloPolicy.Type.INTERACTIVE,
                          Map.of(SloClause.TTFT, 100_000L, SloClause.DEADLINE, 5_000_000L),
                          950_000,
                          2_592_000_000L,
                          0)),
                  100),
              List.of(new GpuPrice(FakeNode.GPU_TYPE, 3_000_000_000L, 0)));

  private Runs() {}

  /** A run over traces. */
  public static Run bounded() {
    return Run.bounded("test", START_MICROS, START_MICROS + SECONDS * 1_000_000L);
  }

  /** A run over live traffic. */
  public static Run live() {
    return Run.live("test", START_MICROS);
  }
}
