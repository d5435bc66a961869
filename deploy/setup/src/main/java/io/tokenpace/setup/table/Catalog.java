package io.tokenpace.setup.table;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Difference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a schema of a database holds, as PostgreSQL itself describes it: every object that is ours
 * by name, and every property of it in which two databases could differ. Immutable.
 *
 * @param objects properties by name, by object, e.g. {@code table runs}: {@code column live}:
 *     {@code boolean NOT NULL}
 */
record Catalog(Map<String, Map<String, String>> objects) {
  private static final String TABLES =
      """
      SELECT 'table ' || c.relname, p.name, p.value
      FROM pg_class AS c
      CROSS JOIN LATERAL (
        SELECT 'partitioned by' AS name, pg_get_partkeydef(c.oid) AS value WHERE c.relkind = 'p'
        UNION ALL
        SELECT 'column ' || a.attname,
          concat_ws(' ', format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN 'NOT NULL' END,
            'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute AS a
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 'constraint ' || k.conname, pg_get_constraintdef(k.oid)
        FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype <> 'n'
      ) AS p
      WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname IN ('runs', 'tumbling_rows', 'rolling_rows')
      """;

  /** Columns and constraints of a partition are its table's, which PostgreSQL sees to. */
  private static final String PARTITIONS =
      """
      SELECT 'partition ' || c.relname, p.name, p.value
      FROM pg_class AS c
      JOIN pg_inherits AS i ON i.inhrelid = c.oid
      CROSS JOIN LATERAL (
        SELECT 'part of' AS name, i.inhparent::regclass::text AS value
        UNION ALL SELECT 'values', pg_get_expr(c.relpartbound, c.oid)
        UNION ALL SELECT 'partitioned by', pg_get_partkeydef(c.oid) WHERE c.relkind = 'p'
      ) AS p
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
      """;

  private static final String TYPES =
      """
      SELECT 'type ' || c.relname, 'attribute ' || a.attname, format_type(a.atttypid, a.atttypmod)
      FROM pg_class AS c
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'c'
        AND starts_with(c.relname, 'tokenpace_')
      """;

  private static final String FUNCTIONS =
      """
      SELECT
        format('%s %s(%s)', CASE f.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END, f.proname,
          pg_get_function_identity_arguments(f.oid)),
        p.name, p.value
      FROM pg_proc AS f
      JOIN pg_language AS l ON l.oid = f.prolang
      LEFT JOIN pg_aggregate AS a ON a.aggfnoid = f.oid
      CROSS JOIN LATERAL (
        VALUES
          ('arguments', pg_get_function_arguments(f.oid)),
          ('returns', pg_get_function_result(f.oid)),
          ('options', concat_ws(' ', l.lanname,
            CASE f.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
            CASE f.proparallel WHEN 's' THEN 'PARALLEL SAFE' WHEN 'r' THEN 'PARALLEL RESTRICTED' END,
            CASE WHEN f.proisstrict THEN 'STRICT' END,
            CASE WHEN f.prosecdef THEN 'SECURITY DEFINER' END,
            array_to_string(f.proconfig, ' '))),
          ('body', 'md5 ' || md5(concat(f.prosrc, pg_get_function_sqlbody(f.oid)))),
          ('steps', concat_ws(', ', a.aggtransfn, a.aggcombinefn, a.aggfinalfn,
            format_type(nullif(a.aggtranstype, 0), NULL), a.agginitval))
      ) AS p(name, value)
      WHERE f.pronamespace = current_schema()::regnamespace
        AND starts_with(f.proname, 'tokenpace_')
      """;

  private static final String SCRATCH = "tokenpace_setup_expected";

  /** What the schema holds that the connection looks into first; changes nothing. */
  static Catalog ofDatabase(Connection connection) throws SQLException {
    return inTransaction(connection, () -> describe(connection, schema(connection)));
  }

  /**
   * What scripts would make of an empty schema. They run in a schema of their own, in a transaction
   * that is rolled back, so PostgreSQL says of both sides how it understands them.
   *
   * @param scripts SQL, in their order
   */
  static Catalog ofScripts(Connection connection, List<String> scripts) throws SQLException {
    return inTransaction(
        connection,
        () -> {
          execute(connection, "CREATE SCHEMA " + SCRATCH);
          execute(connection, "SET LOCAL search_path TO " + SCRATCH);
          for (String script : scripts) {
            execute(connection, script);
          }
          return describe(connection, SCRATCH);
        });
  }

  /** Work in a transaction that leaves nothing behind. */
  private interface Work {
    Catalog run() throws SQLException;
  }

  private static Catalog inTransaction(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      return work.run();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Catalog describe(Connection connection, String schema) throws SQLException {
    // Names of the schema are said without it, and times without the session's zone.
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config('search_path', quote_ident(?), true)")) {
      statement.setString(1, schema);
      statement.execute();
    }
    execute(connection, "SET LOCAL TimeZone TO 'UTC'; SET LOCAL DateStyle TO 'ISO'");
    Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    for (String query : List.of(TABLES, PARTITIONS, TYPES, FUNCTIONS)) {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(query + " ORDER BY 1, 2")) {
        while (result.next()) {
          objects
              .computeIfAbsent(result.getString(1), object -> new LinkedHashMap<>())
              .put(result.getString(2), String.valueOf(result.getString(3)));
        }
      }
    }
    return new Catalog(objects);
  }

  private static String schema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT current_schema()")) {
      result.next();
      @Nullable String schema = result.getString(1);
      if (schema == null) {
        throw new SQLException(
            "search_path: no schema of it exists (expected: one for the tables)");
      }
      return schema;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Compares this with what is there.
   *
   * @return one finding per object of either side: AS_EXPECTED, MISSING or DIFFERS
   */
  List<Finding> compareWith(Catalog found) {
    List<Finding> findings = new ArrayList<>();
    objects.forEach(
        (object, expected) -> {
          Map<String, String> existing = found.objects.get(object);
          findings.add(
              existing == null
                  ? Finding.missing(object)
                  : Finding.compared(object, differences(expected, existing)));
        });
    found.objects.forEach(
        (object, existing) -> {
          if (!objects.containsKey(object)) {
            findings.add(Finding.compared(object, differencesOfUnknown(existing)));
          }
        });
    return findings;
  }

  private static List<Difference> differences(
      Map<String, String> expected, Map<String, String> found) {
    List<Difference> differences = new ArrayList<>();
    expected.forEach(
        (what, value) -> {
          String existing = found.getOrDefault(what, "missing");
          if (!existing.equals(value)) {
            differences.add(new Difference(what, existing, value));
          }
        });
    found.forEach(
        (what, existing) -> {
          if (!expected.containsKey(what)) {
            differences.add(new Difference(what, existing, "none"));
          }
        });
    return differences;
  }

  /** No script makes the days of live rows: they are made as time goes by. */
  private static List<Difference> differencesOfUnknown(Map<String, String> found) {
    String values = found.getOrDefault("values", "");
    if (LiveDay.isOne(found.getOrDefault("part of", ""), values)) {
      return List.of();
    }
    return values.isEmpty()
        ? List.of(new Difference("definition", "unknown to this build", "none"))
        : List.of(new Difference("values", values, "a UTC day of live rows"));
  }
}
