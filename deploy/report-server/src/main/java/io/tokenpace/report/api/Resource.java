package io.tokenpace.report.api;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One path of the API.
 *
 * @param path below {@code /api/}
 * @param parameters names it takes besides {@code format}
 * @param reads whether it reads rows, of which only so many run at once
 * @param answer what it answers; throws {@link Refusal} if it does not
 */
public record Resource(
    String path, Set<String> parameters, boolean reads, Function<Parameters, Answer> answer) {

  /** The parameter every path takes. */
  public static final String FORMAT = "format";

  /** Adds the parameter every path takes. */
  public Resource {
    Set<String> all = new TreeSet<>(parameters);
    all.add(FORMAT);
    parameters = Set.copyOf(all);
  }
}
