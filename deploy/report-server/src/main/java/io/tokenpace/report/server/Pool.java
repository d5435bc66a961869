package io.tokenpace.report.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tokenpace.report.Outage;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that are kept, and a word in the log when there are none any more. Thread-safe. */
final class Pool extends HikariDataSource {
  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

  private final Outage outage = new Outage(LOG);

  Pool(HikariConfig config) {
    super(config);
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = super.getConnection();
      outage.ended("database: answers again");
      return connection;
    } catch (SQLException e) {
      // All in use is not away.
      if (getHikariPoolMXBean().getTotalConnections() == 0) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        outage.began(
            "database: %s (expected: one that answers; until then requests are answered 503)"
                .formatted(reason.getMessage()),
            null);
      }
      throw e;
    }
  }
}
