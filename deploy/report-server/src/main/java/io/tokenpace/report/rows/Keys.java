package io.tokenpace.report.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the labels of canonical keys. Here and not in SQL, as a label may hold what {@code jsonb}
 * refuses.
 */
final class Keys {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, String>> LABELS =
      new TypeReference<>() {};

  private Keys() {}

  /**
   * The labels of a key, in its order.
   *
   * @throws IllegalArgumentException if it is not a JSON object of texts
   */
  static Map<String, String> labels(String key) {
    try {
      return JSON.readValue(key, LABELS);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "key: %s (expected: labels as a JSON object)".formatted(key), e);
    }
  }

  /** Whether a key has, of every dimension asked for, one of the values asked for. */
  static boolean matches(String key, Map<String, List<String>> asked) {
    if (asked.isEmpty()) {
      return true;
    }
    Map<String, String> labels = labels(key);
    return asked.entrySet().stream()
        .allMatch(
            dimension -> {
              String label = labels.get(dimension.getKey());
              return label != null && dimension.getValue().contains(label);
            });
  }
}
