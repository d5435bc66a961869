package io.tokenpace.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The real psql, as text with a unit separator between values. */
final class PsqlCommand {
  private static final String SEPARATOR = "\u001f";

  private final int port;

  PsqlCommand(int port) {
    this.port = port;
  }

  static boolean installed() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, "psql"))) {
        return true;
      }
    }
    return false;
  }

  /** What it prints for a file, without names of columns. */
  String run(Path file, Map<String, String> variables) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("psql", "-X", "-q", "-A", "-t", "-F", SEPARATOR, "-P", "null=(null)"));
    command.addAll(List.of("-v", "ON_ERROR_STOP=1", "-h", "localhost", "-p", "" + port));
    command.addAll(List.of("-U", "postgres", "-d", "postgres", "-f", file.toString()));
    variables.forEach((name, value) -> command.addAll(List.of("-v", name + "=" + value)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGTZ", "UTC");
    builder.environment().put("PGCLIENTENCODING", "UTF8");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new AssertionError("psql: status %d: %s".formatted(status, output));
    }
    return output;
  }

  static String asText(List<Map<String, @Nullable String>> lines) {
    return lines.stream()
        .map(
            line ->
                line.values().stream()
                        .map(value -> value == null ? "(null)" : value)
                        .collect(Collectors.joining(SEPARATOR))
                    + "\n")
        .collect(Collectors.joining());
  }
}
