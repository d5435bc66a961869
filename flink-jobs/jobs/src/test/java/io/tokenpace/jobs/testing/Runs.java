package io.tokenpace.jobs.testing;

import io.tokenpace.aggregation.config.Run;

/** The stretch of time the tests' nodes serve in. */
public final class Runs {
  /** 2026-01-05T00:00:00Z. */
  public static final long START_MICROS = 1_767_571_200_000_000L;

  /** The same, in milliseconds. */
  public static final long START_MILLIS = START_MICROS / 1_000;

  /** How long the nodes serve. */
  public static final int SECONDS = 150;

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
