package io.tokenpace.schemas.testing;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Seeds of tests on random input. A test names its seed in every assertion, so that a failure can
 * be run again; {@code -Dtokenpace.seed=N} runs every such test on that seed alone.
 */
public final class Seeds {
  private static final String PROPERTY = "tokenpace.seed";

  private Seeds() {}

  /** As many seeds as asked for, the same in every build. */
  public static List<Long> of(int count) {
    Long only = Long.getLong(PROPERTY);
    return only == null ? LongStream.range(0, count).boxed().toList() : List.of(only);
  }

  /** What an assertion says of its seed. */
  public static String describe(long seed) {
    return "seed %d (again: -D%s=%d)".formatted(seed, PROPERTY, seed);
  }
}
