package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.loader.RowColumn.Role;
import java.sql.Types;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpsertTest {
  @Test
  void comparesContentAndGuardsByAColumn() {
    String statement =
        Upsert.statement(
            "results",
            List.of(
                column("k", Role.KEY),
                column("a", Role.CONTENT),
                column("note", Role.INFORMATIONAL),
                column("b", Role.CONTENT)),
            "b");

    assertThat(statement)
        .isEqualTo(
            """
            INSERT INTO results AS t (k, a, note, b)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (k) DO UPDATE SET a = excluded.a, b = excluded.b, \
            note = excluded.note, written_at = now()
            WHERE t.b <= excluded.b AND (t.a, t.b) IS DISTINCT FROM (excluded.a, excluded.b)""");
  }

  @Test
  void writesARunWithoutAGuard() {
    assertThat(RunTable.UPSERT)
        .isEqualTo(
            """
            INSERT INTO runs AS t (run, live, run_start, run_end, config_hash)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (run) DO UPDATE SET live = excluded.live, \
            run_start = excluded.run_start, run_end = excluded.run_end, \
            config_hash = excluded.config_hash, written_at = now()
            WHERE (t.live, t.run_start, t.run_end, t.config_hash) IS DISTINCT FROM \
            (excluded.live, excluded.run_start, excluded.run_end, excluded.config_hash)""");
  }

  @Test
  void namesOnlyPlainColumns() {
    for (RowTable table : List.of(RowTable.TUMBLING_ROWS, RowTable.ROLLING_ROWS)) {
      assertThat(table.columns())
          .extracting(RowColumn::name)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
    }
  }

  private static RowColumn column(String name, Role role) {
    return new RowColumn(name, role, Types.BIGINT, row -> 1L);
  }
}
