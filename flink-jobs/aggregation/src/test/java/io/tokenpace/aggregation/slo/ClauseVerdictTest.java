package io.tokenpace.aggregation.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.LabelMatch;
import io.tokenpace.aggregation.config.SloClause;
import io.tokenpace.aggregation.config.SloPolicy;
import io.tokenpace.aggregation.outcome.RequestOutcome;
import io.tokenpace.aggregation.testing.RequestBuilder;
import io.tokenpace.aggregation.testing.SentReport;
import io.tokenpace.aggregation.testing.TestNode;
import io.tokenpace.schemas.codec.EndedCursor;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked by hand: ttft 500 µs, tpot 10 µs, e2e 1,000 µs, deadline 2,000 µs. */
class ClauseVerdictTest {
  private static final long ACCEPTED = 1_000_000;
  private static final Map<SloClause, Long> BOUNDS =
      Map.of(
          SloClause.TTFT, 500L,
          SloClause.TPOT, 10L,
          SloClause.E2E, 1_000L,
          SloClause.DEADLINE, 2_000L);

  private static SloPolicy policy(Map<SloClause, Long> bounds) {
    return new SloPolicy(
        LabelMatch.ANY, SloPolicy.Type.INTERACTIVE, bounds, 950_000, 86_400_000, 0);
  }

  private static String verdicts(RequestBuilder request, Map<SloClause, Long> bounds) {
    SentReport report =
        TestNode.report(TestNode.boot(1), ACCEPTED, ACCEPTED + 200_000, request.build());
    ReportCursor cursor = new ReportCursor();
    assertThat(cursor.open(report.bytes())).isNull();
    EndedCursor end = cursor.ended();
    assertThat(end.next()).isTrue();
    SloPolicy policy = policy(bounds);
    Outcome outcome = RequestOutcome.of(end, policy);
    return SloClause.ALL.stream()
        .map(clause -> ClauseVerdict.of(clause, policy, end, outcome).name())
        .collect(Collectors.joining(" "));
  }

  private static RequestBuilder request() {
    return new RequestBuilder(0, ACCEPTED);
  }

  /** The verdicts in the clauses' order. */
  private static String all(RequestBuilder request) {
    return verdicts(request, BOUNDS);
  }

  @ParameterizedTest(name = "first {0}, last {1}, tokens after the first {2}, end {3}")
  @CsvSource({
    // everything at its very bound is met: (600 − 500) ÷ 10 = 10
    "500, 600, 10, 2000, MET MET MET MET",
    "501, 601, 10, 2000, MISSED MET MET MET",
    // 101 ÷ 10 is above 10, if by less than one
    "500, 601, 10, 2000, MET MISSED MET MET",
    "500, 1000, 500, 1000, MET MET MET MET",
    "500, 1001, 500, 1001, MET MET MISSED MET",
    "500, 600, 10, 2001, MET MET MET MISSED",
    "501, 5000, 1, 6000, MISSED MISSED MISSED MISSED"
  })
  void aCompletedStreamIsHeldToEveryClause(
      long first, long last, int tokens, long end, String expected) {
    RequestBuilder request = request().chunk(first, 3).chunk(last, tokens).completed(end);

    assertThat(all(request)).isEqualTo(expected);
  }

  @Test
  void whatIsUndefinedIsNeither() {
    assertThat(all(request().whole().usage(5, 9).completed(900)))
        .as("not streamed")
        .isEqualTo("NEITHER NEITHER MET MET");
    assertThat(all(request().chunk(400, 5).completed(900)))
        .as("one chunk")
        .isEqualTo("MET NEITHER MET MET");
    assertThat(all(request().choices(2).chunk(400, 1).chunk(1, 800, 9, false).completed(900)))
        .as("two choices")
        .isEqualTo("MET NEITHER MET MET");
    assertThat(all(request().completed(900)))
        .as("no output, yet completed")
        .isEqualTo("NEITHER NEITHER NEITHER MET");
  }

  @Test
  void whatIsNotPromisedIsNeither() {
    assertThat(verdicts(request().chunk(9_000, 1).chunk(90_000, 2).completed(99_000), Map.of()))
        .isEqualTo("NEITHER NEITHER NEITHER NEITHER");
  }

  @ParameterizedTest(name = "{0}, HTTP {1}, end {2}, streamed {3}")
  @CsvSource({
    // who waits in vain for longer than the bound has missed ttft
    "CLIENT_LEFT, 200, 500, true, NEITHER NEITHER NEITHER NEITHER",
    "CLIENT_LEFT, 200, 501, true, MISSED NEITHER NEITHER NEITHER",
    "CLIENT_LEFT, 200, 501, false, NEITHER NEITHER NEITHER NEITHER",
    "TRUNCATED, 200, 501, true, MISSED NEITHER NEITHER NEITHER",
    // at the deadline who leaves timed out
    "CLIENT_LEFT, 200, 1999, true, MISSED NEITHER NEITHER NEITHER",
    "CLIENT_LEFT, 200, 2000, true, MISSED NEITHER NEITHER MISSED",
    "AGENT_DEADLINE, 200, 300, true, NEITHER NEITHER NEITHER MISSED",
    // refused: nobody promised an answer to that
    "AGENT_REFUSED, 429, 9000, true, NEITHER NEITHER NEITHER NEITHER",
    "RESPONSE_COMPLETE, 400, 9000, true, NEITHER NEITHER NEITHER NEITHER"
  })
  void withoutOutputOnlyTtftAndTheDeadlineCanBeMissed(
      EndCause cause, int httpStatus, long end, boolean streamed, String expected) {
    RequestBuilder request = request();
    if (!streamed) {
      request.whole();
    }
    request.ended(end, Outcome.FAILED, cause, httpStatus, -1);

    assertThat(all(request)).isEqualTo(expected);
  }

  @Test
  void outputThatCameIsHeldToTtftWhateverBecameOfTheRequest() {
    assertThat(all(request().chunk(500, 1).ended(900, Outcome.FAILED, EndCause.TRUNCATED, 200, -1)))
        .isEqualTo("MET NEITHER NEITHER NEITHER");
    assertThat(all(request().chunk(501, 1).ended(900, Outcome.FAILED, EndCause.TRUNCATED, 200, -1)))
        .isEqualTo("MISSED NEITHER NEITHER NEITHER");
  }
}
