package io.tokenpace.schemas.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The machine-read table of {@code METRICS.md}: what tests hold every spelling of a metric's name
 * against.
 */
public final class DictionaryTable {
  private static final String RESOURCE = "/io/tokenpace/schemas/METRICS.md";
  private static final String BEGIN = "<!-- table begins -->";
  private static final String END = "<!-- table ends -->";

  private final Map<String, Row> rows;

  private DictionaryTable(Map<String, Row> rows) {
    this.rows = rows;
  }

  /** What a row of the table is, as told by its parts. */
  public enum Kind {
    /** Stored as it is; says what a row of results is about. */
    IDENTITY,
    /** Stored as it is; an integer. */
    COUNTER,
    /** Stored as count, sum, min, max and histogram. */
    LATENCY,
    /** Not stored: formed from stored parts when shown. */
    DERIVED
  }

  /**
   * One metric.
   *
   * @param name its name in SQL and JSON
   * @param parts the stored parts it is made of, at least one
   * @param unit its unit
   * @param formula how it comes from the parts, or what it counts
   */
  public record Row(String name, List<String> parts, String unit, String formula) {
    /** Refuses a row with an empty cell. */
    public Row {
      parts = List.copyOf(parts);
      if (name.isBlank() || parts.isEmpty() || unit.isBlank() || formula.isBlank()) {
        throw new IllegalArgumentException(
            "row: %s | %s | %s | %s (expected: no empty cell)"
                .formatted(name, parts, unit, formula));
      }
    }

    /** What the row is. */
    public Kind kind() {
      if (parts.equals(List.of(name))) {
        return unit.startsWith("identity") ? Kind.IDENTITY : Kind.COUNTER;
      }
      return parts.contains(name + "_index") ? Kind.LATENCY : Kind.DERIVED;
    }
  }

  /**
   * Reads the table from the class path.
   *
   * @throws IllegalArgumentException if it breaks its own rules
   */
  public static DictionaryTable read() {
    try (InputStream in = DictionaryTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + ": missing (expected: a resource of schemas)");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DictionaryTable parse(String document) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (!(begin >= 0 && end > begin)) {
      throw new IllegalArgumentException("table: no marks (expected: " + BEGIN + " … " + END + ")");
    }
    List<String> lines =
        document
            .substring(begin + BEGIN.length(), end)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    if (lines.size() < 2) {
      throw new IllegalArgumentException("table: no head (expected: a Markdown table)");
    }
    Map<String, Row> rows = new LinkedHashMap<>();
    // Two lines are the head and the rule below it.
    for (String line : lines.subList(2, lines.size())) {
      Row row = parseRow(line);
      if (rows.put(row.name(), row) != null) {
        throw new IllegalArgumentException("row: " + row.name() + " (expected: once)");
      }
    }
    return new DictionaryTable(rows);
  }

  private static Row parseRow(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    if (cells.size() != 6
        || !cells.get(0).isEmpty()
        || !cells.get(5).isEmpty()
        || !cells.get(1).matches("`[a-z][a-z0-9_]*`")) {
      throw new IllegalArgumentException(
          "row: %s (expected: | `name` | parts | unit | formula |)".formatted(line));
    }
    String name = cells.get(1).replace("`", "");
    return new Row(name, List.of(cells.get(2).split(", ")), cells.get(3), cells.get(4));
  }

  /** Every row, in the table's order. */
  public List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** The rows of one kind, in the table's order. */
  public List<Row> rows(Kind kind) {
    return rows.values().stream().filter(row -> row.kind() == kind).toList();
  }

  /** The names of some kinds. */
  public Set<String> names(Kind... kinds) {
    Set<Kind> wanted = Set.of(kinds);
    return rows.values().stream()
        .filter(row -> wanted.contains(row.kind()))
        .map(Row::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
