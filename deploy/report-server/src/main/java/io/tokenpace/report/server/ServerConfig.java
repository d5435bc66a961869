package io.tokenpace.report.server;

import io.tokenpace.report.api.ApiLimits;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a report server is told.
 *
 * @param bind the address it listens on
 * @param port its port; 0 for any that is free
 * @param hosts names it is also known under, besides that address and loopback
 * @param token what callers have to know; null on loopback only, and then nothing
 * @param databaseUrl the database's JDBC address
 * @param databaseUser whom it reads as
 * @param databasePassword the password; null if none is sent
 * @param kafka brokers to ask first, HOST:PORT separated by commas; null for no view of Kafka
 * @param topicPrefix what every topic's name begins with
 * @param limits how much may be asked for
 */
public record ServerConfig(
    String bind,
    int port,
    Set<String> hosts,
    @Nullable String token,
    String databaseUrl,
    String databaseUser,
    @Nullable String databasePassword,
    @Nullable String kafka,
    String topicPrefix,
    ApiLimits limits) {

  private static final int LAST_PORT = 65_535;

  /** Checks what can be checked without asking anybody. */
  public ServerConfig {
    hosts = Set.copyOf(hosts);
    if (!(port >= 0 && port <= LAST_PORT)) {
      throw new IllegalArgumentException(
          "--port: %d (expected: 0 to %d)".formatted(port, LAST_PORT));
    }
    if (token == null && !Hosts.isLoopback(bind)) {
      throw new IllegalArgumentException(
          "--bind: %s (expected: a loopback address, or --token-file beside it)".formatted(bind));
    }
    if (!isPostgres(databaseUrl)) {
      throw new IllegalArgumentException(
          "--database-url: %s (expected: jdbc:postgresql://HOST:PORT/DATABASE)"
              .formatted(databaseUrl));
    }
  }

  private static boolean isPostgres(String url) {
    try {
      return url.startsWith("jdbc:postgresql:") && DriverManager.getDriver(url) != null;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "%s:%d, database %s as %s".formatted(bind, port, databaseUrl, databaseUser);
  }
}
