package io.tokenpace.report.api;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of parameters. */
final class Names {
  static final String RUN = "run";
  static final String FROM = "from";
  static final String TO = "to";
  static final String LAST = "last";
  static final String ROLLUP = "rollup";
  static final String METRICS = "metrics";
  static final String DISTRIBUTIONS = "distributions";
  static final String BINS = "bins";
  static final String STEP = "step";

  /** What the names of the other side of a comparison begin with. */
  static final String WITH = "with_";

  static final Set<String> RANGE = Set.of(FROM, TO, LAST);

  /** The labels keys may have, as a configuration names them. */
  static final List<String> DIMENSIONS =
      List.of(
          "region",
          "cluster",
          "pool",
          "node",
          "gpu_type",
          "engine",
          "model",
          "base_model",
          "tenant",
          "workload");

  /** What says which rows are meant, and which metrics of them. */
  static final Set<String> ROWS =
      Stream.of(RANGE, Set.of(RUN, ROLLUP, METRICS), DIMENSIONS)
          .flatMap(names -> names.stream())
          .collect(Collectors.toUnmodifiableSet());

  private Names() {}

  static Set<String> and(Set<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }
}
