package io.tokenpace.aggregation.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
  @ParameterizedTest(name = "{0}, HTTP {1}, in band {2}, finished {3}, output {4}: {5}")
  @CsvSource({
    // 1: every choice finished, whatever else was seen
    "RESPONSE_COMPLETE, 200, -1, true, true, COMPLETED",
    "CLIENT_LEFT, 200, -1, true, true, COMPLETED",
    "AGENT_DEADLINE, 200, -1, true, true, COMPLETED",
    "UPSTREAM_ERROR, 500, 503, true, false, COMPLETED",
    // 2: the agent's own deadline
    "AGENT_DEADLINE, 429, -1, false, false, TIMED_OUT",
    "AGENT_DEADLINE, 200, -1, false, true, TIMED_OUT",
    // 3: the client left
    "CLIENT_LEFT, 429, -1, false, false, CANCELLED",
    "CLIENT_LEFT, -1, -1, false, false, CANCELLED",
    "CLIENT_LEFT, 200, -1, false, true, CANCELLED",
    // 4: refused for load, without output
    "RESPONSE_COMPLETE, 429, -1, false, false, REJECTED",
    "RESPONSE_COMPLETE, 503, -1, false, false, REJECTED",
    "RESPONSE_COMPLETE, 529, -1, false, false, REJECTED",
    "UPSTREAM_ERROR, 200, 429, false, false, REJECTED",
    "RESPONSE_COMPLETE, 429, 1302, false, false, REJECTED",
    "RESPONSE_COMPLETE, 400, 503, false, false, REJECTED",
    "AGENT_REFUSED, -1, -1, false, false, REJECTED",
    "UPSTREAM_ERROR, 200, 503, false, true, FAILED",
    // 5: any other 4xx, without output
    "RESPONSE_COMPLETE, 400, -1, false, false, CLIENT_ERROR",
    "RESPONSE_COMPLETE, 499, -1, false, false, CLIENT_ERROR",
    "UPSTREAM_ERROR, 200, 422, false, false, CLIENT_ERROR",
    "UPSTREAM_ERROR, 500, 400, false, false, CLIENT_ERROR",
    "UPSTREAM_ERROR, 200, 400, false, true, FAILED",
    // 7: all else
    "RESPONSE_COMPLETE, 500, -1, false, false, FAILED",
    "RESPONSE_COMPLETE, 399, -1, false, false, FAILED",
    "RESPONSE_COMPLETE, 200, -1, false, true, FAILED",
    "RESPONSE_COMPLETE, 200, -1, false, false, FAILED",
    "CONNECT_FAILED, -1, -1, false, false, FAILED",
    "TRUNCATED, 200, -1, false, true, FAILED",
    "UNKNOWN, -1, -1, false, false, FAILED"
  })
  void theFirstRuleThatMatchesDecides(
      EndCause cause,
      int httpStatus,
      int inBandCode,
      boolean finished,
      boolean output,
      Outcome expected) {
    RequestBuilder request = new RequestBuilder(0, 1_000_000);
    if (output) {
      request.chunk(100, 1);
    }
    request.ended(200, expected, cause, httpStatus, inBandCode, finished, false);

    assertThat(RequestOutcome.of(end(request), null)).isEqualTo(expected);
  }

  private static EndedCursor end(RequestBuilder request) {
    SentReport report = TestNode.report(TestNode.boot(1), 1_000_000, 1_200_000, request.build());
    ReportCursor cursor = new ReportCursor();
    assertThat(cursor.open(report.bytes())).isNull();
    EndedCursor end = cursor.ended();
    assertThat(end.next()).isTrue();
    return end;
  }

  @ParameterizedTest(name = "{0} after {1} µs, finished {2}, promised {3} µs: {4}")
  @CsvSource({
    "CLIENT_LEFT, 199, false, 200, CANCELLED",
    "CLIENT_LEFT, 200, false, 200, TIMED_OUT",
    "CLIENT_LEFT, 5000, false, -1, CANCELLED",
    // all choices had finished: what the client missed is the marker of the end
    "CLIENT_LEFT, 5000, true, 200, COMPLETED",
    "TRUNCATED, 5000, false, 200, FAILED",
    "AGENT_REFUSED, 5000, false, 200, REJECTED"
  })
  void whoLeavesAtThePromisedDeadlineOrLaterTimedOut(
      EndCause cause, long since, boolean finished, long deadline, Outcome expected) {
    RequestBuilder request = new RequestBuilder(0, 1_000_000);
    request.ended(since, expected, cause, 200, -1, finished, false);
    SloPolicy policy =
        new SloPolicy(
            LabelMatch.ANY,
            SloPolicy.Type.BATCH,
            deadline < 0 ? Map.of() : Map.of(SloClause.DEADLINE, deadline),
            900_000,
            86_400_000,
            0);

    assertThat(RequestOutcome.of(end(request), policy)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "out_of_memory, ERRORS_OUT_OF_MEMORY",
    "engine_error, ERRORS_ENGINE_ERROR",
    "truncated, ERRORS_TRUNCATED",
    "overload, ERRORS_OVERLOAD",
    "other, ERRORS_OTHER",
    "CUDA error in layer 7, ERRORS_OTHER",
    ", ERRORS_OTHER"
  })
  void anErrorClassNobodyKnowsIsOther(@Nullable String errorClass, Counter expected) {
    assertThat(Outcome.errorCounter(errorClass)).isEqualTo(expected);
  }

  @Test
  void onlyThoseWhoGotNothingForNoFaultOfTheirOwnAreInfinite() {
    assertThat(Outcome.values())
        .filteredOn(Outcome::infinite)
        .containsExactlyInAnyOrder(Outcome.FAILED, Outcome.LOST, Outcome.TIMED_OUT);
  }
}
