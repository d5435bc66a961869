package io.tokenpace.jobs.loader;

import io.tokenpace.jobs.loader.RowColumn.Role;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of the statements that insert a row or replace the one of the same key.
 *
 * <p>Replacing happens only if a content column differs, so that writing the same rows again
 * changes nothing, {@code written_at} included, and leaves no dead tuples behind.
 */
final class Upsert {
  private Upsert() {}

  /**
   * A statement whose parameters are the columns in their order.
   *
   * @param guard a column that must be at least what it was before for a row to be replaced
   */
  static String statement(String table, List<RowColumn> columns, String guard) {
    return statement(
        table,
        names(columns, Role.KEY),
        names(columns, Role.CONTENT),
        names(columns, Role.INFORMATIONAL),
        columns.stream().map(RowColumn::name).toList(),
        "t.%1$s <= excluded.%1$s AND ".formatted(guard));
  }

  /** A statement without a guard; parameters are the key's columns, then the content's. */
  static String statement(String table, List<String> key, List<String> content) {
    return statement(
        table, key, content, List.of(), Stream.concat(key.stream(), content.stream()).toList(), "");
  }

  private static List<String> names(List<RowColumn> columns, Role role) {
    return columns.stream().filter(column -> column.role() == role).map(RowColumn::name).toList();
  }

  private static String statement(
      String table,
      List<String> key,
      List<String> content,
      List<String> informational,
      List<String> parameters,
      String guard) {
    return """
        INSERT INTO %s AS t (%s)
        VALUES (%s)
        ON CONFLICT (%s) DO UPDATE SET %s, written_at = now()
        WHERE %s(%s) IS DISTINCT FROM (%s)"""
        .formatted(
            table,
            String.join(", ", parameters),
            each(parameters, "?"),
            String.join(", ", key),
            each(
                Stream.concat(content.stream(), informational.stream()).toList(),
                "%1$s = excluded.%1$s"),
            guard,
            each(content, "t.%s"),
            each(content, "excluded.%s"));
  }

  private static String each(List<String> names, String format) {
    return names.stream().map(format::formatted).collect(Collectors.joining(", "));
  }
}
