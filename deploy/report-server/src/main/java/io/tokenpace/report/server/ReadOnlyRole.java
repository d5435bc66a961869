package io.tokenpace.report.server;

import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what the server's role may do. A role that could write is warned of and used all the
 * same: the sessions are read-only either way, and on one machine the role that owns the tables is
 * often the only one.
 */
final class ReadOnlyRole {
  private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyRole.class);

  private ReadOnlyRole() {}

  static void check(Database database) {
    try {
      List<String> unreadable = database.unreadableTables();
      if (!unreadable.isEmpty()) {
        LOG.warn(
            "database: no {} that --database-user may read (expected: what `setup tables` makes; "
                + "`--reader NAME` lets a role read)",
            String.join(", ", unreadable));
      }
      List<String> writable = database.writableTables();
      if (!writable.isEmpty()) {
        LOG.warn(
            "--database-user: may write to {} (expected: a role that may only read; "
                + "`setup tables --reader NAME` makes one)",
            String.join(", ", writable));
      }
    } catch (SQLException e) {
      // A database that is away was said to be so when the connection failed.
      LOG.debug("what the role may do is not known", e);
    }
  }
}
