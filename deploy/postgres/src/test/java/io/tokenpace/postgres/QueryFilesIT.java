package io.tokenpace.postgres;

import static io.tokenpace.postgres.Answers.QUERIES;
import static io.tokenpace.postgres.Answers.RANGE;
import static io.tokenpace.postgres.Answers.dollars;
import static io.tokenpace.postgres.Answers.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for all queries: what they read by default, and that psql runs them. */
class QueryFilesIT extends QueryTestBase {
  @Test
  void aRunIsReadAlone() throws IOException, SQLException {
    List<Map<String, @Nullable String>> lines = answers("showback.sql", Map.of("run", "replay-3"));
    assertThat(line(lines, "line", "total")).containsEntry("gpu_cost", dollars(1L << 50));
  }

  @Test
  void aDatabaseWithoutRunsGivesNoLines() throws IOException, SQLException {
    database.connection().setAutoCommit(false);
    try {
      database.execute("DELETE FROM runs");
      for (String file : List.of("slo_missed_now.sql", "slowest_nodes.sql", "tail.sql")) {
        assertThat(answers(file, Map.of())).as(file).isEmpty();
      }
      assertThat(line(answers("showback.sql", Map.of()), "line", "total"))
          .containsEntry("gpu_cost", null);
    } finally {
      database.connection().rollback();
      database.connection().setAutoCommit(true);
    }
  }

  /** Where psql is installed, the files do there what they do here. */
  @Test
  void psqlGivesTheSameLines() throws IOException, SQLException, InterruptedException {
    assumeTrue(PsqlCommand.installed(), "psql is not installed");
    PsqlCommand psql = new PsqlCommand(database.port());
    for (Map<String, String> variables : List.of(Map.<String, String>of(), RANGE)) {
      for (String file :
          List.of(
              "slo_missed_now.sql",
              "showback.sql",
              "waste_by_cause.sql",
              "tail.sql",
              "slowest_nodes.sql")) {
        assertThat(psql.run(QUERIES.resolve(file), variables))
            .as("%s, %s", file, database.seed())
            .isEqualTo(PsqlCommand.asText(answers(file, variables)));
      }
    }
  }
}
