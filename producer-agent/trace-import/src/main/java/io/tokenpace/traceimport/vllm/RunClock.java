package io.tokenpace.traceimport.vllm;

import io.tokenpace.traceimport.trace.TraceException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts a run's requests into time. The file's request times come from a clock that began anywhere,
 * so only their differences mean anything; the one wall-clock stamp is the run's end, to the second
 * and without a zone, and is read as UTC.
 *
 * <pre>
 *   date − duration = t0 = accepted of the earliest request; the others by their distance to it
 * </pre>
 */
final class RunClock {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** What the wire takes for a time. */
  private static final long MAX_TIME_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));

  private static final BigDecimal MAX_SPAN = BigDecimal.valueOf(ValueReader.MAX_SPAN_SECONDS);

  private final Path file;
  private final long firstAcceptedMicros;
  private final @Nullable List<BigDecimal> startSeconds;
  private final BigDecimal smallestStart;

  /**
   * The clock of a run.
   *
   * @throws TraceException if the date is none, or lies where the wire has no time for it
   */
  RunClock(Path file, BenchFields fields) {
    this.file = file;
    this.startSeconds = fields.startSeconds();
    this.smallestStart = startSeconds == null ? BigDecimal.ZERO : Collections.min(startSeconds);
    this.firstAcceptedMicros = startOfRun(fields);
  }

  private long startOfRun(BenchFields fields) {
    long endMicros;
    try {
      endMicros =
          ChronoUnit.MICROS.between(
              Instant.EPOCH, LocalDateTime.parse(fields.date(), DATE).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new TraceException(
          file, "date: not a date (expected: yyyyMMdd-HHmmss, e.g. 20260616-091051)", e);
    }
    BigDecimal start = BigDecimal.valueOf(endMicros, 6).subtract(fields.durationSeconds());
    // Two spans of the longest trace stay free before the wire's last time.
    if (!(start.signum() > 0
        && endMicros <= MAX_TIME_MICROS - 2 * ValueReader.MAX_SPAN_SECONDS * 1_000_000)) {
      throw new TraceException(
          file, "date: value %s (expected: a run within 1970 to 2099)".formatted(fields.date()));
    }
    return StampReader.micros(start);
  }

  /** Accepted of the earliest request, UTC microseconds. */
  long firstAcceptedMicros() {
    return firstAcceptedMicros;
  }

  /**
   * Accepted of a request, UTC microseconds.
   *
   * @throws TraceException if it is too far from the earliest
   */
  long acceptedMicros(int request) {
    if (startSeconds == null) {
      return firstAcceptedMicros;
    }
    BigDecimal offset = startSeconds.get(request).subtract(smallestStart);
    if (offset.compareTo(MAX_SPAN) > 0) {
      throw new TraceException(
          file,
          "start_times[%d]: %s s after the earliest (expected: <= %d s)"
              .formatted(request, offset.toPlainString(), ValueReader.MAX_SPAN_SECONDS));
    }
    return firstAcceptedMicros + StampReader.micros(offset);
  }
}
