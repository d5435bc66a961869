package io.tokenpace.postgres;

import static io.tokenpace.postgres.Answers.FROM;
import static io.tokenpace.postgres.Answers.RANGE;
import static io.tokenpace.postgres.Answers.TO;
import static io.tokenpace.postgres.Answers.dollars;
import static io.tokenpace.postgres.Answers.key;
import static io.tokenpace.postgres.Answers.line;
import static io.tokenpace.postgres.Answers.ratio;
import static io.tokenpace.postgres.Answers.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.postgres.testing.Charge;
import io.tokenpace.postgres.testing.SeededResults;
import io.tokenpace.postgres.testing.ServedRequest;
import io.tokenpace.schemas.metrics.LargestRemainder;
import io.tokenpace.schemas.metrics.LedgerLine;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What tokens became and cost, against the raw observations the rows were made of. */
class MoneyQueriesIT extends QueryTestBase {
  @Test
  void whatTenantsAreShownAddsUpToTheBill() throws IOException, SQLException {
    for (Map<String, String> variables : List.of(Map.of("window_ms", "60000"), RANGE)) {
      List<Map<String, @Nullable String>> lines = answers("showback.sql", variables);
      boolean whole = variables.size() == 1;
      Instant from = whole ? SeededResults.START : FROM;
      Instant to = whole ? SeededResults.END : TO;
      List<Charge> charges = database.charges(from, to);
      BigInteger total = sum(charges, Charge::costNanos);

      Map<String, List<Charge>> ofTenant =
          charges.stream().collect(Collectors.groupingBy(charge -> key("tenant", charge.tenant())));
      assertThat(lines).as(database.seed()).hasSize(ofTenant.size() + 3);
      ofTenant.forEach(
          (tenant, own) -> {
            BigInteger cost = sum(own, Charge::costNanos);
            boolean idle = tenant.equals(key("tenant", Charge.IDLE));
            boolean decided = !idle && !tenant.equals(key("tenant", SeededResults.UNDECIDED));
            assertThat(line(lines, "line", tenant))
                .as("%s, %s", tenant, database.seed())
                .containsEntry("gpu_cost", dollars(cost.longValueExact()))
                .containsEntry("idle_cost", dollars(idle ? cost.longValueExact() : 0))
                .containsEntry("used_cost", dollars(decided ? cost.longValueExact() : 0))
                .containsEntry(
                    "undecided_cost", dollars(decided || idle ? 0 : cost.longValueExact()))
                .containsEntry("share", ratio(cost.longValueExact(), total.longValueExact(), 6))
                .containsEntry(
                    "gpu_hours",
                    ratio(sum(own, Charge::gpuMicros).longValueExact(), 3_600_000_000L, 6));
          });
      assertThat(line(lines, "line", "total"))
          .containsEntry("gpu_cost", dollars(total.longValueExact()))
          .containsEntry("share", "1.000000");
      assertThat(line(lines, "line", "fleet"))
          .containsEntry("gpu_cost", dollars(total.longValueExact()));
      assertThat(line(lines, "line", "difference"))
          .containsEntry("gpu_cost", "0.000000000")
          .containsEntry("idle_cost", "0.000000000")
          .containsEntry("output_tokens", "0");
    }
  }

  @Test
  void wasteIsTheLedgerOfTheRangeItself() throws IOException, SQLException {
    assertLedger(answers("waste_by_cause.sql", RANGE), request -> true, charge -> true);
    Map<String, String> ofTenant = new LinkedHashMap<>(RANGE);
    ofTenant.put("rollup", "tenant");
    ofTenant.put("key", key("tenant", "acme"));
    assertLedger(
        answers("waste_by_cause.sql", ofTenant),
        request -> request.tenant().equals("acme"),
        charge -> charge.tenant().equals("acme"));
  }

  private void assertLedger(
      List<Map<String, @Nullable String>> lines,
      Predicate<ServedRequest> who,
      Predicate<Charge> whose) {
    List<ServedRequest> ended =
        database.requests(FROM, TO).stream().filter(ServedRequest::inLedger).filter(who).toList();
    List<Charge> charges = database.charges(FROM, TO).stream().filter(whose).toList();
    long cost = sum(charges, Charge::costNanos).longValueExact();
    long idle =
        sum(charges.stream().filter(Charge::idle).toList(), Charge::costNanos).longValueExact();
    List<BigInteger> tokens = new ArrayList<>();
    for (LedgerLine line : LedgerLine.ALL) {
      tokens.add(sum(ended.stream().filter(r -> r.line() == line).toList(), ServedRequest::tokens));
    }
    long totalTokens = sum(ended, ServedRequest::tokens).longValueExact();
    long[] costs = LargestRemainder.divide(cost - idle, tokens);
    for (LedgerLine line : LedgerLine.ALL) {
      long own = tokens.get(line.ordinal()).longValueExact();
      assertThat(line(lines, "line", line.name().toLowerCase(Locale.ROOT)))
          .as("%s, %s", line, database.seed())
          .containsEntry(
              "requests", Long.toString(ended.stream().filter(r -> r.line() == line).count()))
          .containsEntry("tokens", Long.toString(own))
          .containsEntry("share_of_tokens", ratio(own, totalTokens, 6))
          .containsEntry("cost", dollars(costs[line.ordinal()]))
          .containsEntry("share_of_cost", ratio(costs[line.ordinal()], cost, 6))
          .containsEntry("wasted", line == LedgerLine.GOOD ? "f" : "t");
    }
    assertThat(line(lines, "line", "idle"))
        .containsEntry("cost", dollars(idle))
        .containsEntry("tokens", null);
    assertThat(line(lines, "line", "undecided")).containsEntry("cost", "0.000000000");
    assertThat(line(lines, "line", "total"))
        .containsEntry("requests", Integer.toString(ended.size()))
        .containsEntry("tokens", Long.toString(totalTokens))
        .containsEntry("cost", dollars(cost));
    assertThat(line(lines, "line", "difference"))
        .containsEntry("requests", "0")
        .containsEntry("tokens", "0")
        .containsEntry("cost", "0.000000000");
  }

  @Test
  void costOfWorkThatHasNotEndedIsUndecided() throws IOException, SQLException {
    Map<String, String> variables =
        Map.of("rollup", "tenant", "key", key("tenant", SeededResults.UNDECIDED));
    List<Map<String, @Nullable String>> lines = answers("waste_by_cause.sql", variables);
    BigInteger cost =
        sum(
            database.charges(SeededResults.START, SeededResults.END).stream()
                .filter(charge -> charge.tenant().equals(SeededResults.UNDECIDED))
                .toList(),
            Charge::costNanos);
    assertThat(line(lines, "line", "undecided"))
        .as(database.seed())
        .containsEntry("cost", dollars(cost.longValueExact()));
    // Nobody knows of its requests: no policy was applied to any.
    assertThat(line(lines, "line", "good")).containsEntry("tokens", null);
  }
}
