package io.tokenpace.jobs.loader;

/**
 * The identity of every operator of the loader: savepoints know operators by it. Append; never
 * rename or reuse.
 */
enum LoaderOperator {
  SOURCE("loader-source"),
  DECODE("loader-decode"),
  TUMBLING_FILTER("loader-tumbling-filter"),
  TUMBLING_SINK("loader-tumbling-rows"),
  ROLLING_SINK("loader-rolling-rows"),
  RUNS_PER_SUBTASK("loader-runs-per-subtask"),
  RUNS_LATEST("loader-runs-latest"),
  RUNS_SINK("loader-runs"),
  DEAD_LETTERS_SINK("loader-dead-letters");

  private final String uid;

  LoaderOperator(String uid) {
    this.uid = uid;
  }

  /** Both the frozen uid and the name shown. */
  String uid() {
    return uid;
  }
}
