package io.tokenpace.standalone.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.jobs.kafka.OffsetRange;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the rows of a run in the topic of results, each once however often it was issued.
 *
 * <p>Confined to one thread.
 */
public final class TopicRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Set<JsonNode> keys = new HashSet<>();
  private final String run;

  private TopicRows(String run) {
    this.run = run;
  }

  /**
   * Reads a range of the topic.
   *
   * @throws IllegalStateException if nothing came for 30 s before the end, or a key is none of a
   *     row's
   */
  public static RowCounts count(String bootstrapServers, OffsetRange range, String run) {
    TopicRows rows = new TopicRows(run);
    try (Consumer<byte[], byte[]> consumer = TopicEnds.consumer(bootstrapServers)) {
      rows.readAll(consumer, range);
    }
    return rows.counts();
  }

  private void readAll(Consumer<byte[], byte[]> consumer, OffsetRange range) {
    consumer.assign(range.from().keySet());
    range.from().forEach(consumer::seek);
    int emptyPolls = 0;
    while (range.to().entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      int before = keys.size();
      boolean empty = true;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        add(record.key());
        empty = false;
      }
      emptyPolls = empty ? emptyPolls + 1 : 0;
      if (emptyPolls > TIMEOUT.toMillis() / POLL.toMillis()) {
        throw new IllegalStateException(
            "rows: nothing more after %d of them (expected: all up to %s)"
                .formatted(before, range.to()));
      }
    }
  }

  /** A key is {@code [run, rollup, key, windowMillis, windowEndMillis]}. */
  private void add(byte[] key) {
    JsonNode parts;
    try {
      parts = JSON.readTree(key);
    } catch (IOException e) {
      throw new IllegalStateException("key: no JSON (expected: a row's key)", e);
    }
    if (!(parts.size() == 5 && parts.get(3).asLong() > 0)) {
      throw new IllegalStateException("key: %s (expected: a row's key)".formatted(parts));
    }
    if (run.equals(parts.get(0).asText())) {
      keys.add(parts);
    }
  }

  private RowCounts counts() {
    long tumbling =
        keys.stream().filter(key -> key.get(4).asLong() % key.get(3).asLong() == 0).count();
    return new RowCounts(keys.size(), tumbling);
  }
}
