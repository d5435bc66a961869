package io.tokenpace.report.api;

import io.tokenpace.report.rows.ReportException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller may know of rows that could not be read. */
final class Unread {
  private static final Logger LOG = LoggerFactory.getLogger(Unread.class);

  private static final String CONNECTION_CLASS = "08";
  private static final String OPERATOR_CLASS = "57P";
  private static final String STATEMENT_TIMEOUT = "57014";
  private static final Set<String> NO_SUCH_TABLE_OR_NOT_ALLOWED = Set.of("42P01", "42501");

  private Unread() {}

  /** The refusal; what is not plain from it goes to the log. */
  static Refusal refusal(ReportException unread) {
    if (unread.getCause() instanceof SQLException cause) {
      @Nullable String state = cause.getSQLState();
      if (STATEMENT_TIMEOUT.equals(state)) {
        return Refusal.databaseTooSlow();
      }
      if (isAway(cause, state)) {
        return Refusal.databaseAway();
      }
      if (state != null && NO_SUCH_TABLE_OR_NOT_ALLOWED.contains(state)) {
        LOG.warn("{} (expected: what `setup tables` makes)", unread.getMessage());
        return Refusal.databaseNotSetUp();
      }
    }
    LOG.error("rows could not be read", unread);
    return Refusal.fault();
  }

  private static boolean isAway(SQLException cause, @Nullable String state) {
    return cause instanceof SQLTransientConnectionException
        || (state != null
            && (state.startsWith(CONNECTION_CLASS) || state.startsWith(OPERATOR_CLASS)));
  }
}
