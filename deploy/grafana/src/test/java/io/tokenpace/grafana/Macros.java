package io.tokenpace.grafana;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces what the dashboards use of Grafana's language, as its documentation says: variables as
 * {@code ${x}} and {@code ${x:sqlstring}}, then the macros {@code $__timeFilter(column)} and {@code
 * $__timeGroupAlias(column,'interval',NULL)}. Refuses everything else.
 *
 * @param from start of the range chosen
 * @param to its end
 * @param variables chosen values by name
 */
record Macros(Instant from, Instant to, Map<String, List<String>> variables) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z]+)(:sqlstring)?}");
  private static final Pattern MACRO = Pattern.compile("\\$([_a-zA-Z0-9]+)\\(([^)]*)\\)");

  String expand(String sql) {
    String values =
        VARIABLE.matcher(sql).replaceAll(match -> Matcher.quoteReplacement(value(match)));
    return MACRO.matcher(values).replaceAll(match -> Matcher.quoteReplacement(macro(match)));
  }

  private String value(MatchResult match) {
    List<String> values = variables.get(match.group(1));
    if (values == null) {
      throw new IllegalArgumentException(
          "variable: %s (expected: one of %s)".formatted(match.group(1), variables.keySet()));
    }
    return match.group(2) == null
        ? String.join(",", values)
        : values.stream()
            .map(value -> "'" + value.replace("'", "''") + "'")
            .collect(Collectors.joining(","));
  }

  private String macro(MatchResult match) {
    String[] arguments = match.group(2).split(",", -1);
    return switch (match.group(1)) {
      case "__timeFilter" -> "%s BETWEEN '%s' AND '%s'".formatted(arguments[0], from, to);
      case "__timeGroupAlias" -> {
        if (!arguments[2].strip().equals("NULL")) {
          throw new IllegalArgumentException("fill: " + arguments[2] + " (expected: NULL)");
        }
        long seconds = Long.parseLong(arguments[1].strip().replaceAll("^'|s'$", ""));
        yield "floor(extract(epoch from %s)/%d)*%d AS \"time\""
            .formatted(arguments[0], seconds, seconds);
      }
      default -> throw new IllegalArgumentException("macro: " + match.group());
    };
  }
}
