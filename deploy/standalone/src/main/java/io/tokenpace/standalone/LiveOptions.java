package io.tokenpace.standalone;

import io.tokenpace.standalone.fleet.FleetOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a live run is told; with a replay none of it may be given. */
final class LiveOptions {
  /** What a fleet is told; a run without one has no end that is known before. */
  static final List<String> OF_FLEET =
      List.of("--nodes", "--models", "--tenants", "--rate", "--seed", "--for");

  /** The load stops this long before the end, and open answers come to theirs. */
  static final Duration WIND_DOWN = Duration.ofSeconds(15);

  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Simulated nodes, each an engine and its agent (default: ${DEFAULT-VALUE}).")
  private int nodes = 4;

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Models they serve, in turn (default: ${DEFAULT-VALUE}, or as many as nodes).")
  private int models = 2;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "Tenants that send requests (default: ${DEFAULT-VALUE}).")
  private int tenants = 3;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Requests a second in all, on average (default: ${DEFAULT-VALUE}).")
  private BigDecimal rate = BigDecimal.valueOf(6);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What engines and load are drawn from (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long, 30s at least; then --report is written (default: until Ctrl-C).")
  private @Nullable String duration;

  @Option(
      names = "--no-fleet",
      description = "Simulates nothing: says how a real engine's agent finds the broker.")
  private boolean noFleet;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      description = "Where agents find the broker on 127.0.0.1 (default: a port that is free).")
  private int brokerPort;

  boolean noFleet() {
    return noFleet;
  }

  /** The fleet; null if there is to be none. */
  @Nullable FleetOptions fleet() {
    return noFleet ? null : new FleetOptions(nodes, Math.min(models, nodes), tenants, rate, seed);
  }

  /** How long it runs; null until it is stopped. */
  @Nullable Duration duration() {
    if (duration == null) {
      return null;
    }
    Matcher matcher = DURATION.matcher(duration);
    Duration parsed = matcher.matches() ? parsed(matcher) : Duration.ZERO;
    if (!(parsed.compareTo(SHORTEST) >= 0 && parsed.compareTo(LONGEST) <= 0)) {
      throw new IllegalArgumentException(
          "--for: %s (expected: %ds to %dd, as in 120s or 5m)"
              .formatted(duration, SHORTEST.toSeconds(), LONGEST.toDays()));
    }
    return parsed;
  }

  private static Duration parsed(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  int brokerPort() {
    if (!(brokerPort >= 0 && brokerPort <= 65_535)) {
      throw new IllegalArgumentException(
          "--broker-port: %d (expected: 0 to 65535)".formatted(brokerPort));
    }
    return brokerPort;
  }
}
