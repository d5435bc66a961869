package io.tokenpace.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard's file.
 *
 * @param file its name
 * @param json its content
 */
record Dashboard(String file, JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All dashboards. */
  static List<Dashboard> all() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("dashboards"))) {
      return files.sorted().map(Dashboard::read).toList();
    }
  }

  static Dashboard named(String file) throws IOException {
    return all().stream().filter(one -> one.file().equals(file)).findFirst().orElseThrow();
  }

  private static Dashboard read(Path path) {
    try {
      return new Dashboard(path.getFileName().toString(), JSON.readTree(path.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> panels() {
    return list(json.at("/panels"));
  }

  List<JsonNode> variables() {
    return list(json.at("/templating/list"));
  }

  /** A panel's SQL, as it stands in the file. */
  String sql(String panel) {
    return panels().stream()
        .filter(one -> one.get("title").asText().equals(panel))
        .findFirst()
        .orElseThrow()
        .at("/targets/0/rawSql")
        .asText();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items;
  }
}
