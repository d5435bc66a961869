package io.tokenpace.report.rows;

import io.tokenpace.report.Range;
import io.tokenpace.report.Run;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query means in one snapshot: its run, its range, its keys. */
final class QueryMeaning {
  private QueryMeaning() {}

  /** The range a query asks for. */
  static Range asked(Run run, @Nullable Instant from, @Nullable Instant to) {
    Instant start = from == null ? run.start() : from;
    Instant end = to == null ? run.end() : to;
    if (end == null) {
      end = run.resultsUntil() == null ? start : run.resultsUntil();
    }
    return new Range(start, end.isBefore(start) ? start : end);
  }

  /** The keys a query asks for, in order of their text. */
  static List<KeyId> keys(Connection connection, Run run, RowQuery query, Range range)
      throws SQLException {
    return new RunRows(connection)
        .keys(run, query.rollup(), range).stream()
            .filter(query::means)
            .sorted()
            .map(key -> new KeyId(query.rollup(), key))
            .toList();
  }
}
