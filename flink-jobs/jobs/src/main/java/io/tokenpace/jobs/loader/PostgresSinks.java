package io.tokenpace.jobs.loader;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/**
 * The sinks into PostgreSQL: at least once, which upserts make exact.
 *
 * <p>A batch is written when it is full, every half second, at a checkpoint and at the end of the
 * input. A batch the database refuses is tried again {@value #MAX_RETRIES} times, over a new
 * connection if the old one is gone; then the sink fails, and the job restarts from the offsets of
 * its last checkpoint.
 */
public final class PostgresSinks {
  static final int MAX_RETRIES = 3;

  private static final int BATCH_ROWS = 200;
  private static final long BATCH_INTERVAL_MILLIS = 500;
  private static final int CHECK_TIMEOUT_SECONDS = 10;
  private static final String SOCKET_TIMEOUT_SECONDS = "60";

  private final JdbcConnectionOptions connection;

  /**
   * Sinks into one database; connects only when the job runs.
   *
   * @param jdbcUrl {@code jdbc:postgresql:…}
   */
  public PostgresSinks(String jdbcUrl, String user, String password) {
    this.connection =
        new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
            .withUrl(jdbcUrl)
            .withDriverName("org.postgresql.Driver")
            .withUsername(user)
            .withPassword(password)
            .withConnectionCheckTimeoutSeconds(CHECK_TIMEOUT_SECONDS)
            .withProperty("ApplicationName", "tokenpace-metrics-loader")
            // A server that vanished without a word must not hold a checkpoint for ever.
            .withProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS)
            .withProperty("tcpKeepAlive", "true")
            // One statement of many rows may not meet a key twice, and a batch may.
            .withProperty("reWriteBatchedInserts", "false")
            .build();
  }

  /** Into {@code tumbling_rows}. */
  public Sink<ResultRow> tumblingRows() {
    return sink(
        RowTable.TUMBLING_ROWS.upsert(),
        (statement, row) -> RowTable.TUMBLING_ROWS.bind(statement, row));
  }

  /** Into {@code rolling_rows}. */
  public Sink<ResultRow> rollingRows() {
    return sink(
        RowTable.ROLLING_ROWS.upsert(),
        (statement, row) -> RowTable.ROLLING_ROWS.bind(statement, row));
  }

  /** Into {@code runs}. */
  public Sink<RunRow> runs() {
    return sink(RunTable.UPSERT, RunTable::bind);
  }

  private <T> Sink<T> sink(String statement, JdbcStatementBuilder<T> binder) {
    JdbcConnectionProvider connections = new SimpleJdbcConnectionProvider(connection);
    return new ContainedJdbcSink<>(
        JdbcSink.<T>builder()
            .withExecutionOptions(
                JdbcExecutionOptions.builder()
                    .withBatchSize(BATCH_ROWS)
                    .withBatchIntervalMs(BATCH_INTERVAL_MILLIS)
                    .withMaxRetries(MAX_RETRIES)
                    .build())
            .withQueryStatement(statement, binder)
            .buildAtLeastOnce(connections),
        connections);
  }
}
