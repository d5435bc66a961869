package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.testing.Request.End;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Outcome;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was promised a request, and what it counts for, straight from the metric dictionary. */
final class ExpectedGoodput {
  /** Which labels a policy names, the closest first: tenant, workload, model. */
  private static final List<String> CLOSEST_FIRST =
      List.of("twm", "tm", "tw", "wm", "t", "m", "w", "");

  /** The outcomes whose tokens are in the ledger. */
  private static final Set<Outcome> IN_LEDGER =
      Set.of(Outcome.COMPLETED, Outcome.CANCELLED, Outcome.TIMED_OUT, Outcome.FAILED, Outcome.LOST);

  /** Those of them that miss ttft if no output came within its bound. */
  private static final Set<Outcome> WITHOUT_ANSWER =
      Set.of(Outcome.CANCELLED, Outcome.TIMED_OUT, Outcome.FAILED, Outcome.LOST);

  private final Goodput goodput;

  ExpectedGoodput(Goodput goodput) {
    this.goodput = goodput;
  }

  /** The policy in force for a request, or null. */
  @Nullable SloPolicy policy(Request request) {
    for (String named : CLOSEST_FIRST) {
      SloPolicy latest =
          goodput.policies().stream()
              .filter(policy -> named(policy).equals(named))
              .filter(policy -> matches(policy, request.labels()))
              .filter(policy -> policy.validFromMicros() <= request.acceptedMicros())
              .max(Comparator.comparingLong(SloPolicy::validFromMicros))
              .orElse(null);
      if (latest != null) {
        return latest;
      }
    }
    return null;
  }

  private static String named(SloPolicy policy) {
    return (policy.match().tenant() == null ? "" : "t")
        + (policy.match().workload() == null ? "" : "w")
        + (policy.match().model() == null ? "" : "m");
  }

  private static boolean matches(SloPolicy policy, SeriesLabels labels) {
    String tenant = policy.match().tenant();
    String workload = policy.match().workload();
    String model = policy.match().model();
    return (tenant == null || tenant.equals(labels.tenant()))
        && (workload == null || workload.equals(labels.workload()))
        && (model == null || model.equals(labels.model()));
  }

  private long bound(Request request, SloClause clause) {
    SloPolicy policy = policy(request);
    return policy == null ? -1 : policy.bounds().getOrDefault(clause, -1L);
  }

  private static long life(Request request) {
    return request.end().orElseThrow().timeMicros() - request.acceptedMicros();
  }

  /** The outcome: who leaves at the deadline or later timed out. */
  Outcome outcome(Request request) {
    Outcome expected = request.end().orElseThrow().expected();
    long deadline = bound(request, SloClause.DEADLINE);
    return expected == Outcome.CANCELLED && deadline >= 0 && life(request) >= deadline
        ? Outcome.TIMED_OUT
        : expected;
  }

  /** Weighted uncached input tokens, thousandths of a token. */
  long prefillWork(Request request) {
    if (!IN_LEDGER.contains(outcome(request))) {
      return 0;
    }
    End end = request.end().orElseThrow();
    long uncached = Math.max(0, end.inputTokens()) - Math.max(0, end.cachedTokens());
    return goodput.prefillWeightMilli() * Math.max(0, uncached);
  }

  /** Counts a request that ended. */
  void count(Request request, ExpectedRow row) {
    Outcome outcome = outcome(request);
    row.add(Counter.POLICY_MISSING, policy(request) == null ? 1 : 0);
    SloClause late = null;
    for (SloClause clause : SloClause.ALL) {
      Boolean met = met(request, outcome, clause);
      if (met != null) {
        row.add(Counter.valueOf("SLO_" + clause.name() + (met ? "_MET" : "_MISSED")), 1);
        late = late == null && !met ? clause : late;
      }
    }
    if (!IN_LEDGER.contains(outcome)) {
      return;
    }
    long tokens = request.outputTokens();
    long work = 1_000 * tokens + prefillWork(request);
    row.add(Counter.ENDED_OUTPUT_TOKENS, tokens);
    row.add(Counter.ENDED_WORK, work);
    if (outcome != Outcome.COMPLETED) {
      row.add(Counter.valueOf(outcome.name() + "_TOKENS"), tokens);
    } else if (late != null) {
      row.add(Counter.valueOf("LATE_" + late.name() + "_REQUESTS"), 1);
      row.add(Counter.valueOf("LATE_" + late.name() + "_TOKENS"), tokens);
    } else {
      row.add(Counter.GOOD_REQUESTS, 1);
      row.add(Counter.GOOD_OUTPUT_TOKENS, tokens);
      row.add(Counter.GOOD_WORK, work);
    }
  }

  /** Whether a clause was met; null if it was not promised or there is nothing to hold it to. */
  private @Nullable Boolean met(Request request, Outcome outcome, SloClause clause) {
    long bound = bound(request, clause);
    if (bound < 0) {
      return null;
    }
    BigDecimal value =
        switch (clause) {
          case TTFT -> ttft(request);
          case TPOT -> tpot(request, outcome, bound);
          case E2E -> e2e(request, outcome);
          case DEADLINE -> outcome == Outcome.COMPLETED ? BigDecimal.valueOf(life(request)) : null;
        };
    if (value != null) {
      return value.compareTo(BigDecimal.valueOf(bound)) <= 0;
    }
    if (clause == SloClause.DEADLINE && outcome == Outcome.TIMED_OUT) {
      return false;
    }
    boolean waitedInVain =
        clause == SloClause.TTFT
            && request.streaming()
            && request.lastOutputMicros() < 0
            && WITHOUT_ANSWER.contains(outcome)
            && life(request) > bound;
    return waitedInVain ? false : null;
  }

  private static @Nullable BigDecimal ttft(Request request) {
    return request.chunks().isEmpty()
        ? null
        : BigDecimal.valueOf(request.chunks().get(0).timeMicros() - request.acceptedMicros());
  }

  private static @Nullable BigDecimal e2e(Request request, Outcome outcome) {
    return outcome != Outcome.COMPLETED || request.lastOutputMicros() < 0
        ? null
        : BigDecimal.valueOf(request.lastOutputMicros() - request.acceptedMicros());
  }

  /** On the side of the bound on which the quotient is. */
  private static @Nullable BigDecimal tpot(Request request, Outcome outcome, long bound) {
    if (outcome != Outcome.COMPLETED || request.chunks().isEmpty() || request.choices() > 1) {
      return null;
    }
    long divisor = request.outputTokens() - request.chunks().get(0).tokens();
    if (divisor < 1) {
      return null;
    }
    long generation = request.lastOutputMicros() - request.chunks().get(0).timeMicros();
    int side =
        BigDecimal.valueOf(generation)
            .compareTo(BigDecimal.valueOf(bound).multiply(BigDecimal.valueOf(divisor)));
    return BigDecimal.valueOf(bound + side);
  }

  /** Counts what became of a request whose end nobody saw. */
  void countUnseen(UnseenOracle.End end, ExpectedRow row) {
    Request request = end.request();
    if (policy(request) == null) {
      row.add(Counter.POLICY_MISSING, 1);
    }
    long bound = bound(request, SloClause.TTFT);
    long sinceMicros = end.firstOutputMicros() - request.acceptedMicros();
    if (bound >= 0 && end.streaming() && end.firstOutputMicros() >= 0) {
      row.add(sinceMicros <= bound ? Counter.SLO_TTFT_MET : Counter.SLO_TTFT_MISSED, 1);
    } else if (bound >= 0
        && end.streaming()
        && end.tokens() == 0
        && end.outcome() == Outcome.LOST
        && end.micros() - request.acceptedMicros() > bound) {
      row.add(Counter.SLO_TTFT_MISSED, 1);
    }
    if (end.outcome() == Outcome.LOST) {
      row.add(Counter.LOST_TOKENS, end.tokens());
      row.add(Counter.ENDED_OUTPUT_TOKENS, end.tokens());
      row.add(Counter.ENDED_WORK, 1_000 * end.tokens());
    }
  }
}
