package io.tokenpace.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs a query file as psql does, for machines that have none. Of psql's language it knows what the
 * files use: {@code \if :{?x}}, {@code \else}, {@code \endif}, {@code \set}, {@code \gset}, {@code
 * \ir} and {@code :'x'}.
 */
final class QueryFile {
  private static final Pattern VARIABLE = Pattern.compile("(?<!:):'([a-z_]+)'");

  private final Connection connection;
  private final Map<String, String> variables;
  private final List<Map<String, @Nullable String>> lines = new ArrayList<>();
  private boolean skipping;

  private QueryFile(Connection connection, Map<String, String> variables) {
    this.connection = connection;
    this.variables = variables;
  }

  /** The lines of the file's one result: values by column, as text. */
  static List<Map<String, @Nullable String>> run(
      Connection connection, Path file, Map<String, String> variables)
      throws IOException, SQLException {
    QueryFile query = new QueryFile(connection, new LinkedHashMap<>(variables));
    query.run(file);
    return query.lines;
  }

  private void run(Path file) throws IOException, SQLException {
    StringBuilder statement = new StringBuilder();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", 3);
      if (line.startsWith("\\")) {
        runCommand(file, words);
      } else if (!skipping && !line.startsWith("--")) {
        statement.append(line).append('\n');
        if (line.endsWith("\\gset")) {
          variables.putAll(onlyLine(statement.substring(0, statement.length() - 6)));
          statement.setLength(0);
        } else if (line.endsWith(";")) {
          lines.addAll(execute(statement.toString()));
          statement.setLength(0);
        }
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalStateException(file + ": ends within a statement: " + statement);
    }
  }

  private void runCommand(Path file, String[] words) throws IOException, SQLException {
    switch (words[0]) {
      case "\\if" -> skipping = !variables.containsKey(name(words[1]));
      case "\\else" -> skipping = !skipping;
      case "\\endif" -> skipping = false;
      case "\\set" -> {
        if (!skipping) {
          variables.put(words[1], words[2].replaceAll("^'|'$", ""));
        }
      }
      case "\\ir" -> run(file.resolveSibling(words[1]));
      default -> throw new IllegalStateException(file + ": unknown command " + words[0]);
    }
  }

  private static String name(String test) {
    return test.substring(":{?".length(), test.length() - 1);
  }

  private Map<String, String> onlyLine(String sql) throws SQLException {
    List<Map<String, @Nullable String>> found = execute(sql);
    if (found.size() != 1) {
      throw new IllegalStateException("lines for gset: " + found.size() + " (expected: 1)");
    }
    Map<String, String> known = new LinkedHashMap<>();
    found
        .get(0)
        .forEach(
            (name, value) -> {
              if (value != null) {
                known.put(name, value);
              }
            });
    return known;
  }

  private List<Map<String, @Nullable String>> execute(String sql) throws SQLException {
    String literal =
        VARIABLE.matcher(sql).replaceAll(match -> Matcher.quoteReplacement(quoted(match.group(1))));
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(literal)) {
      List<Map<String, @Nullable String>> found = new ArrayList<>();
      while (results.next()) {
        Map<String, @Nullable String> line = new LinkedHashMap<>();
        for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
          line.put(results.getMetaData().getColumnName(column), results.getString(column));
        }
        found.add(line);
      }
      return found;
    }
  }

  private String quoted(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("variable: " + name + " (expected: set before it is used)");
    }
    return "'" + value.replace("'", "''") + "'";
  }
}
