package io.tokenpace.jobs.loader;

import io.tokenpace.schemas.codec.Decoded;
import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.RejectionReason;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.codec.WireFormat;
import io.tokenpace.schemas.metrics.FleetMetricsFields;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads records into rows the tables are sure to take.
 *
 * <p>A row that the database refused would be retried for ever and stop every row behind it. So
 * whatever PostgreSQL cannot hold (the character NUL, a key too long for an index, a time beyond
 * its calendar) is refused here, where it costs one dead letter.
 *
 * <p>Thread-safe: holds no state.
 */
final class RowDecoder {
  /** Longest key, in UTF-8 bytes: an entry of a PostgreSQL index holds at most 2,704. */
  static final int MAX_KEY_BYTES = 2_000;

  private static final Instant MIN_TIME = Instant.EPOCH;
  private static final Instant MAX_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final WireCodec<FleetMetrics> CODEC = WireCodec.fleetMetrics();
  private static final long FINGERPRINT = WireFormat.fingerprint(FleetMetrics.getClassSchema());

  private RowDecoder() {}

  /**
   * The row that bytes hold, or why they hold none. Never throws on bad bytes.
   *
   * @param bytes a whole record's value; null is refused
   */
  static Decoded<DecodedRow> decode(byte @Nullable [] bytes) {
    Decoded<FleetMetrics> decoded = CODEC.decode(bytes);
    if (decoded instanceof Decoded.Rejected<FleetMetrics> refused) {
      return new Decoded.Rejected<>(refused.rejection());
    }
    FleetMetrics row = decoded.orThrow();
    try {
      requireStorable(row);
      return new Decoded.Value<>(new DecodedRow(row, FleetMetricsFields.read(row)));
    } catch (IllegalArgumentException e) {
      return new Decoded.Rejected<>(
          new Rejection(RejectionReason.INVALID, String.valueOf(e.getMessage()), FINGERPRINT));
    }
  }

  private static void requireStorable(FleetMetrics row) {
    requireText("run", row.getRun());
    requireText("rollup", row.getRollup());
    requireText("key", row.getKey());
    requireText("configHash", row.getConfigHash());
    int keyBytes = utf8Length(row.getRun(), row.getRollup(), row.getKey());
    if (keyBytes > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "run, rollup and key: %d bytes (expected: <= %d)".formatted(keyBytes, MAX_KEY_BYTES));
    }
    if (row.getWindowMillis() < 1) {
      throw new IllegalArgumentException(
          "windowMillis: %d (expected: >= 1)".formatted(row.getWindowMillis()));
    }
    requireTime("windowEnd", row.getWindowEnd());
    requireTime("runStart", row.getRunStart());
    @Nullable Instant runEnd = row.getRunEnd();
    if (runEnd != null) {
      requireTime("runEnd", runEnd);
    }
  }

  private static int utf8Length(String... texts) {
    int length = 0;
    for (String text : texts) {
      length += text.getBytes(StandardCharsets.UTF_8).length;
    }
    return length;
  }

  private static void requireText(String field, String text) {
    int position = text.indexOf('\0');
    if (position >= 0) {
      throw new IllegalArgumentException(
          "%s: NUL at character %d (expected: none)".formatted(field, position));
    }
  }

  private static void requireTime(String field, Instant time) {
    if (time.isBefore(MIN_TIME) || time.isAfter(MAX_TIME)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)".formatted(field, time, MIN_TIME, MAX_TIME));
    }
  }
}
