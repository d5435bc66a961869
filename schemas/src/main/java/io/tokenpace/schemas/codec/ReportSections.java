package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.Vantage;
import java.util.Arrays;

/**
 * Where a report's arrays begin, and its header: the result of reading it once from end to end,
 * checking every field.
 *
 * <p>NOT thread-safe.
 */
final class ReportSections {
  /** 2100-01-01 UTC: later times are taken for another unit. */
  static final long MAX_TIME_MICROS = 4_102_444_800_000_000L;

  /** A report every 200 ms for 6,900 years; below it, distances and sums of sequences fit. */
  private static final long MAX_SEQUENCE = 1L << 40;

  private static final int VANTAGES = Vantage.values().length;
  private static final int ROLES = EngineRole.values().length;
  private static final int STATES = ProducerState.values().length;

  private final StartedCursor startedCheck = new StartedCursor();
  private final EndedCursor endedCheck = new EndedCursor();
  private final InFlightCursor inFlightCheck = new InFlightCursor();

  String node = "";
  long bootIdHigh;
  long bootIdLow;
  long sequence;
  int state;
  int vantage;
  long baseTimeMicros;
  long completeThroughMicros;
  long clockStepMicros;
  int servingGroupPosition;
  int gpusPosition;
  int seriesCount;
  int[] seriesPositions = new int[64];
  int[] seriesEnds = new int[64];
  int startedPosition;
  int runsPosition;
  int endedPosition;

  /** Where the list of requests in flight begins; −1 without one. */
  int inFlightPosition;

  void read(BinaryReader reader, RunCursor runCheck, GaugeSections gauges) {
    int labels = reader.position();
    ReportLabels.check(reader);
    int afterLabels = reader.position();
    reader.moveTo(labels);
    node = reader.readString("node");
    reader.skipString("agentId");
    servingGroupPosition = reader.position();
    reader.moveTo(afterLabels);
    gpusPosition = reader.position();
    int gpus = 0;
    for (int items = reader.readBlock("gpus"); items > 0; items = reader.readBlock("gpus")) {
      for (int item = 0; item < items; item++) {
        gpus = (int) requireRange("gpus", gpus + 1L, ReportGpu.MAX_PER_REPORT);
        ReportGpu.check(reader);
      }
    }
    vantage = reader.readEnum("vantage", VANTAGES);
    reader.readEnum("engineRole", ROLES);
    bootIdHigh = reader.readFixedLong("bootId");
    bootIdLow = reader.readFixedLong("bootId");
    sequence = requireRange("sequence", reader.readLong("sequence"), MAX_SEQUENCE);
    state = reader.readEnum("state", STATES);
    baseTimeMicros = readTime(reader, "baseTimeMicros");
    completeThroughMicros = readTime(reader, "completeThroughMicros");
    clockStepMicros = readClockStep(reader);
    readSeries(reader);
    startedPosition = startedCheck.check(reader, baseTimeMicros, seriesCount);
    runsPosition = runCheck.check(reader, baseTimeMicros, seriesCount);
    endedPosition = endedCheck.check(reader, baseTimeMicros, seriesCount);
    gauges.readSamples(reader, baseTimeMicros);
    inFlightPosition =
        reader.readPresent("inFlight")
            ? inFlightCheck.check(reader, baseTimeMicros, seriesCount)
            : -1;
    gauges.readProducer(reader, baseTimeMicros);
  }

  private void readSeries(BinaryReader reader) {
    seriesCount = 0;
    for (int items = reader.readBlock("series"); items > 0; items = reader.readBlock("series")) {
      for (int item = 0; item < items; item++) {
        if (seriesCount == seriesPositions.length) {
          seriesPositions = Arrays.copyOf(seriesPositions, 2 * seriesCount);
          seriesEnds = Arrays.copyOf(seriesEnds, 2 * seriesCount);
        }
        seriesPositions[seriesCount] = reader.position();
        SeriesLabels.check(reader);
        seriesEnds[seriesCount++] = reader.position();
      }
    }
  }

  private static long readClockStep(BinaryReader reader) {
    long step = reader.readLong("clockStepMicros");
    if (!(step >= -MAX_TIME_MICROS && step <= MAX_TIME_MICROS)) {
      throw new WireFormatException(
          RejectionReason.INVALID,
          "clockStepMicros: %d (expected: at most %d either way)".formatted(step, MAX_TIME_MICROS));
    }
    return step;
  }

  private static long readTime(BinaryReader reader, String field) {
    return requireRange(field, reader.readLong(field), MAX_TIME_MICROS);
  }

  static long requireRange(String field, long value, long max) {
    if (!(value >= 0 && value <= max)) {
      throw new WireFormatException(
          RejectionReason.INVALID, "%s: %d (expected: 0 to %d)".formatted(field, value, max));
    }
    return value;
  }
}
