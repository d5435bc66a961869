package io.tokenpace.agent.print;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestLatencies;
import io.tokenpace.schemas.metrics.Bands.Band;
import io.tokenpace.schemas.metrics.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request that ended, in 100 columns. What is undefined is a dash.
 *
 * <p>Thread-safe if the function it is given is.
 */
final class RequestLine {
  private static final int MODEL_COLUMNS = 19;
  private static final String ROW = "%-8s %-19s %9s %-10s %9s %-10s %7s %7s  %s";

  /** What the columns are. */
  static final String HEADER =
      ROW.formatted("UTC", "MODEL", "TTFT ms", "", "TPOT ms", "", "TOK IN", "TOK OUT", "OUTCOME");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int BAND_COLUMNS = 10;
  private static final BigDecimal MICROS_PER_MILLI = BigDecimal.valueOf(1_000);
  private static final String UNDEFINED = "-";
  private static final String GREEN = "\u001B[32m";
  private static final String YELLOW = "\u001B[33m";
  private static final String RED = "\u001B[31m";
  private static final String PLAIN = "\u001B[0m";

  private final boolean colours;
  private final LongUnaryOperator epochMicros;

  RequestLine(boolean colours, LongUnaryOperator epochMicros) {
    this.colours = colours;
    this.epochMicros = epochMicros;
  }

  String of(RequestEvent.Ended ended) {
    Outcome outcome = outcome(ended);
    return ROW.formatted(
        time(ended.atMicros()),
        model(ended.labels().model()),
        millis(RequestLatencies.ttftMicros(ended), 1),
        band(RequestLatencies.ttftBand(ended)),
        tpot(ended),
        band(RequestLatencies.tpotBand(ended)),
        count(ended.tokens().input()),
        count(RequestLatencies.outputTokens(ended)),
        paint(outcome.name().toLowerCase(Locale.ROOT), colourOf(outcome)));
  }

  /** Without a policy nobody was promised a deadline. */
  private static Outcome outcome(RequestEvent.Ended ended) {
    return Outcome.of(
        ended.allChoicesFinished(),
        ended.cause(),
        false,
        ended.times().lastOutputSinceMicros() >= 0,
        ended.httpStatus(),
        ended.inBandCode());
  }

  private String time(long micros) {
    return TIME.format(Instant.EPOCH.plus(epochMicros.applyAsLong(micros), ChronoUnit.MICROS));
  }

  /** Of a long name the end says more. */
  private static String model(String name) {
    int characters = name.codePointCount(0, name.length());
    if (characters <= MODEL_COLUMNS) {
      return name;
    }
    return "…" + name.substring(name.offsetByCodePoints(name.length(), 1 - MODEL_COLUMNS));
  }

  private static String tpot(RequestEvent.Ended ended) {
    long divisor = RequestLatencies.tpotDivisor(ended);
    return divisor == 0 ? UNDEFINED : millis(RequestLatencies.generationMicros(ended), divisor);
  }

  /** Milliseconds with three decimals, half up. */
  private static String millis(long micros, long divisor) {
    if (micros < 0) {
      return UNDEFINED;
    }
    return BigDecimal.valueOf(micros)
        .divide(MICROS_PER_MILLI.multiply(BigDecimal.valueOf(divisor)), 3, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private static String count(long tokens) {
    return tokens < 0 ? UNDEFINED : Long.toString(tokens);
  }

  private String band(@Nullable Band band) {
    if (band == null) {
      return "";
    }
    // Padded before it is painted: colours have no width.
    String word = band.name().toLowerCase(Locale.ROOT);
    return paint(word + " ".repeat(BAND_COLUMNS - word.length()), colourOf(band));
  }

  private String paint(String text, String colour) {
    return colours && !colour.isEmpty() ? colour + text + PLAIN : text;
  }

  private static String colourOf(Band band) {
    return switch (band) {
      case EXCELLENT -> GREEN;
      case ACCEPTABLE -> "";
      case SLOW -> YELLOW;
      case POOR -> RED;
    };
  }

  private static String colourOf(Outcome outcome) {
    return switch (outcome) {
      case COMPLETED -> "";
      case CANCELLED, REJECTED, CLIENT_ERROR -> YELLOW;
      case TIMED_OUT, FAILED, LOST, UNKNOWN -> RED;
    };
  }
}
