package io.tokenpace.aggregation.config;

import java.util.List;
import java.util.Locale;

/** A clause of an SLO, in the order in which they blame a late request. */
public enum SloClause {
  /** Time to first token. */
  TTFT(true),
  /** Time per output token. */
  TPOT(true),
  /** End to end. */
  E2E(false),
  /** Accepted to the end. */
  DEADLINE(false);

  /** All clauses, in order. */
  public static final List<SloClause> ALL = List.of(values());

  private final boolean whileStreaming;

  SloClause(boolean whileStreaming) {
    this.whileStreaming = whileStreaming;
  }

  /** Whether it is about how the answer arrives, which nobody watches in a batch. */
  public boolean whileStreaming() {
    return whileStreaming;
  }

  /** The name in YAML. */
  public String clauseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
