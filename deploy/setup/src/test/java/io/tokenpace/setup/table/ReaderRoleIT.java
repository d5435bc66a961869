package io.tokenpace.setup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.setup.finding.Finding;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ReaderRoleIT {
  private static final String NAME = "a \"reader\"; DROP TABLE runs";

  private static void execute(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void readsWhatThereIsAndWhatComesAndWritesNothing() throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      DataSource owner = postgres.getPostgresDatabase();
      new TableSetup(owner).migrate();

      assertThat(new ReaderRole(owner).grant(NAME)).isEqualTo(Finding.created("role " + NAME));
      assertThat(new ReaderRole(owner).grant(NAME).good()).isTrue();
      execute(owner, "SELECT tokenpace_create_live_days('2026-03-01', '2026-03-01')");

      DataSource reader = postgres.getDatabase(NAME, "postgres");
      execute(reader, "SELECT count(*) FROM runs");
      execute(reader, "SELECT count(*) FROM tumbling_rows_live_20260301");
      execute(reader, "SELECT tokenpace_midpoint_micros(300)");
      assertThatThrownBy(() -> execute(reader, "DELETE FROM runs"))
          .hasMessageContaining("read-only transaction");
      assertThatThrownBy(
              () -> execute(reader, "BEGIN; SET TRANSACTION READ WRITE; DELETE FROM runs"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> execute(reader, "SELECT tokenpace_delete_run('x')"))
          .isInstanceOf(SQLException.class);
    }
  }
}
