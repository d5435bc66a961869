package io.tokenpace.schemas.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a row of results is about: its key on the topic and in the tables.
 *
 * @param run the run it belongs to
 * @param rollup name of the roll-up
 * @param key the roll-up's labels as a canonical JSON object, see {@link #canonical(Map)}
 * @param windowMillis length of the window
 * @param windowEndMillis end of the window, exclusive, milliseconds since the epoch
 */
public record RowKey(
    String run, String rollup, String key, long windowMillis, long windowEndMillis) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Labels as a JSON object without white space, in the order they are given; everything outside
   * the characters JSON must escape stays as it is, so equal labels give equal bytes.
   */
  public static String canonical(Map<String, String> labels) {
    return write(labels);
  }

  /** The row's key on the topic: {@code [run, rollup, key, windowMillis, windowEndMillis]}. */
  public byte[] toTopicKey() {
    return write(List.of(run, rollup, key, windowMillis, windowEndMillis))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
