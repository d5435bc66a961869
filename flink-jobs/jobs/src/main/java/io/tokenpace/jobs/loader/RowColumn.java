package io.tokenpace.jobs.loader;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table of rows, and where its value comes from.
 *
 * @param name the column's name
 * @param role what the column is to an upsert
 * @param sqlType a constant of {@link java.sql.Types}, for null
 * @param value reads the value off a row; null if the row does not know it
 */
record RowColumn(String name, Role role, int sqlType, Value value) {
  /** What a column is to an upsert. */
  enum Role {
    /** Part of the primary key. */
    KEY,
    /** A row that differs here replaces the one before. */
    CONTENT,
    /** Written along, but no reason to write. */
    INFORMATIONAL
  }

  /** Reads a value off a row. */
  interface Value {
    /** An object of a type that the driver maps to the column's. */
    @Nullable Object of(DecodedRow row);
  }

  /** Sets the parameter at an index, counted from 1. */
  void bind(PreparedStatement statement, int index, DecodedRow row) throws SQLException {
    Object bound = value.of(row);
    if (bound == null) {
      statement.setNull(index, sqlType);
    } else {
      statement.setObject(index, bound);
    }
  }
}
