package io.tokenpace.report.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metric dictionary as text: what {@code METRICS.md} says of each metric, and its glossary.
 *
 * <p>Thread-safe: immutable.
 */
public final class DictionaryDocument {
  private static final String RESOURCE = "/io/tokenpace/schemas/METRICS.md";
  private static final String TABLE_BEGIN = "<!-- table begins -->";
  private static final String TABLE_END = "<!-- table ends -->";
  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\d+ .+)$");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9_…]+)`");
  private static final int METRIC_CELLS = 4;
  private static final int TERM_CELLS = 2;

  /** Lines of a Markdown table before its first row: its head and the rule below it. */
  private static final int HEAD_LINES = 2;

  private static final DictionaryDocument PACKAGED = parse(load());

  private final List<Entry> metrics;
  private final List<Term> terms;

  private DictionaryDocument(List<Entry> metrics, List<Term> terms) {
    this.metrics = List.copyOf(metrics);
    this.terms = List.copyOf(terms);
  }

  /**
   * What the dictionary says of one metric.
   *
   * @param name its name in SQL and JSON
   * @param parts the stored parts it is made of
   * @param unit its unit
   * @param definition how it comes from the parts, or what it counts
   * @param section the heading of the section that explains it, the table's own if none does
   */
  public record Entry(
      String name, List<String> parts, String unit, String definition, String section) {
    /** Copies. */
    public Entry {
      parts = List.copyOf(parts);
    }
  }

  /**
   * An entry of the glossary.
   *
   * @param term the term
   * @param meaning what it means, in plain language
   */
  public record Term(String term, String meaning) {}

  /** The dictionary this version was built with. */
  public static DictionaryDocument packaged() {
    return PACKAGED;
  }

  /** Every metric and identity of the table, in its order. */
  public List<Entry> metrics() {
    return metrics;
  }

  /** The glossary, in its order. */
  public List<Term> terms() {
    return terms;
  }

  private static String load() {
    try (InputStream in = DictionaryDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + ": missing (expected: a resource of schemas)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a dictionary.
   *
   * @throws IllegalArgumentException if it has no table of metrics or no glossary
   */
  static DictionaryDocument parse(String document) {
    Map<String, String> sections = sections(document);
    int begin = document.indexOf(TABLE_BEGIN);
    int end = document.indexOf(TABLE_END);
    String glossary =
        sections.entrySet().stream()
            .filter(section -> section.getKey().endsWith(" Glossary"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    List<Term> terms =
        rows(glossary, TERM_CELLS).stream()
            .map(cells -> new Term(cells.get(0), cells.get(1)))
            .toList();
    if (begin < 0 || end < begin || terms.isEmpty()) {
      throw new IllegalArgumentException(
          "dictionary: incomplete (expected: a table between its marks, and a glossary)");
    }
    List<Entry> metrics =
        rows(document.substring(begin + TABLE_BEGIN.length(), end), METRIC_CELLS).stream()
            .map(cells -> entry(cells, sections))
            .toList();
    return new DictionaryDocument(metrics, terms);
  }

  private static Entry entry(List<String> cells, Map<String, String> sections) {
    String name = cells.get(0).replace("`", "");
    return new Entry(
        name,
        List.of(cells.get(1).split(", ")),
        cells.get(2),
        cells.get(3),
        section(name, sections));
  }

  /** The first section that names a metric, whole or with an ellipsis for a part of its name. */
  private static String section(String name, Map<String, String> sections) {
    return sections.entrySet().stream()
        .filter(section -> names(section.getValue(), name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("metric: " + name + " (expected: named)"));
  }

  private static boolean names(String text, String name) {
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      if (name.matches(matcher.group(1).replace("…", ".+"))) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> sections(String document) {
    Map<String, String> sections = new LinkedHashMap<>();
    Matcher heading = SECTION.matcher(document);
    String title = "";
    int start = 0;
    while (heading.find()) {
      sections.put(title, document.substring(start, heading.start()));
      title = heading.group(1);
      start = heading.end();
    }
    sections.put(title, document.substring(start));
    return sections;
  }

  /** The rows of the Markdown table in a text, without its head. */
  private static List<List<String>> rows(String text, int cells) {
    List<List<String>> rows = new ArrayList<>();
    for (String line :
        text.lines().filter(line -> line.startsWith("|")).skip(HEAD_LINES).toList()) {
      String[] parts = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
      if (parts.length != cells) {
        throw new IllegalArgumentException(
            "dictionary: %s (expected: %d cells)".formatted(line, cells));
      }
      rows.add(Arrays.stream(parts).map(String::strip).toList());
    }
    return rows;
  }
}
