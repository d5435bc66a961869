package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.SetupException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Makes a role that may read the tables, those of partitions to come included, and nothing else.
 * Each call is one transaction.
 *
 * <p>Thread-safe if the data source is.
 */
public final class ReaderRole {
  /** Beside reading, its sessions are read-only from their first statement on. */
  private static final List<String> GRANTS =
      List.of(
          "GRANT USAGE ON SCHEMA %2$s TO %1$s",
          "GRANT SELECT ON ALL TABLES IN SCHEMA %2$s TO %1$s",
          "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %2$s TO %1$s",
          "ALTER DEFAULT PRIVILEGES IN SCHEMA %2$s GRANT SELECT ON TABLES TO %1$s",
          "ALTER DEFAULT PRIVILEGES IN SCHEMA %2$s GRANT EXECUTE ON FUNCTIONS TO %1$s",
          "ALTER ROLE %1$s SET default_transaction_read_only = on");

  private static final String NAMES =
      """
      SELECT quote_ident(?), quote_ident(current_schema()),
        EXISTS (SELECT FROM pg_roles WHERE rolname = ?)
      """;

  private final DataSource database;

  /** A maker of roles that read the schema which connections look into first. */
  public ReaderRole(DataSource database) {
    this.database = database;
  }

  /**
   * Makes the role if it is not there, without a password, and grants it what it lacks. It is left
   * with whatever else it may do.
   *
   * @return CREATED, or AS_EXPECTED if it was there
   * @throws SetupException if the database does not answer or refuses
   */
  public Finding grant(String name) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      boolean wasThere = grant(connection, name);
      connection.commit();
      String object = "role " + name;
      return wasThere ? Finding.compared(object, List.of()) : Finding.created(object);
    } catch (SQLException e) {
      throw Refusals.of(e);
    }
  }

  private static boolean grant(Connection connection, String name) throws SQLException {
    try (PreparedStatement names = connection.prepareStatement(NAMES);
        Statement statement = connection.createStatement()) {
      names.setString(1, name);
      names.setString(2, name);
      try (ResultSet row = names.executeQuery()) {
        row.next();
        String role = row.getString(1);
        String schema = row.getString(2);
        boolean wasThere = row.getBoolean(3);
        if (!wasThere) {
          statement.execute("CREATE ROLE " + role + " LOGIN");
        }
        for (String grant : GRANTS) {
          statement.execute(grant.formatted(role, schema));
        }
        return wasThere;
      }
    }
  }
}
