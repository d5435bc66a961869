package io.tokenpace.jobs.loader;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The table of runs. */
final class RunTable {
  /** The statement that writes one run. */
  static final String UPSERT =
      Upsert.statement(
          "runs", List.of("run"), List.of("live", "run_start", "run_end", "config_hash"));

  private RunTable() {}

  /** Sets the parameters of {@link #UPSERT}. */
  static void bind(PreparedStatement statement, RunRow run) throws SQLException {
    statement.setString(1, run.run());
    statement.setBoolean(2, run.live());
    statement.setObject(3, time(run.startMicros()));
    Long endMicros = run.endMicros();
    if (endMicros == null) {
      statement.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      statement.setObject(4, time(endMicros));
    }
    statement.setString(5, run.configHash());
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
