package io.tokenpace.simulator.load;

import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.schemas.yaml.YamlSection;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.config.FleetConfig;
import io.tokenpace.simulator.random.Lengths;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A load.
 *
 * @param record file of what the clients saw; null for none
 * @param everyChunk whether the record holds the time of every chunk
 */
public record LoadConfig(
    long seed,
    Pace pace,
    List<Target> targets,
    Traffic traffic,
    @Nullable Path record,
    boolean everyChunk) {
  /** Seed of a load that is not told another. */
  public static final long DEFAULT_SEED = 1;

  private static final int MAX_WEIGHT = 1_000_000;
  private static final int MAX_SESSIONS = 1_000_000;

  /** Copies the targets. */
  public LoadConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("targets: none (expected: at least one)");
    }
  }

  /** What the requests are like. */
  public record Traffic(
      List<Tenant> tenants, List<Workload> workloads, Shares shares, Sessions sessions) {
    /** Ordinary traffic of three tenants. */
    public static final Traffic DEFAULT =
        new Traffic(
            List.of(new Tenant("acme", 5), new Tenant("globex", 3), new Tenant("initech", 2)),
            List.of(
                new Workload(
                    "chat",
                    6,
                    Operation.CHAT,
                    new Lengths(120, 0.8, 4, 2_000),
                    new Lengths(120, 0.6, 1, 223),
                    160),
                new Workload(
                    "code",
                    3,
                    Operation.CHAT,
                    new Lengths(600, 0.8, 16, 6_000),
                    new Lengths(420, 0.4, 224, 999),
                    320),
                new Workload(
                    "document",
                    1,
                    Operation.COMPLETION,
                    new Lengths(1_500, 0.6, 64, 8_000),
                    new Lengths(1_200, 0.2, 1_000, 2_000),
                    64)),
            Shares.DEFAULT,
            Sessions.DEFAULT);

    /** Copies the lists. */
    public Traffic {
      tenants = List.copyOf(tenants);
      workloads = List.copyOf(workloads);
    }
  }

  /**
   * Reads a YAML file.
   *
   * @throws YamlException if anything in it is not as it should be
   */
  public static LoadConfig read(Path file) {
    try (YamlSection top = StrictYaml.read(file)) {
      return new LoadConfig(
          top.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, DEFAULT_SEED),
          readPace(top),
          readTargets(top.sections("targets")),
          readTraffic(top),
          FleetConfig.readFile(top, "record"),
          top.flag("every_chunk", false));
    } catch (IllegalArgumentException e) {
      throw new YamlException(file + ": " + e.getMessage(), e);
    }
  }

  private static Pace readPace(YamlSection top) {
    if (top.has("rate") && top.has("arrivals")) {
      throw top.refuse("arrivals", top.text("arrivals", ""), "none beside a rate");
    }
    double perSecond =
        top.decimal(
                "rate",
                BigDecimal.ZERO,
                BigDecimal.valueOf(100_000),
                6,
                BigDecimal.valueOf(Pace.DEFAULT_PER_SECOND))
            .doubleValue();
    Duration length = top.duration("for", Duration.ZERO);
    return new Pace(
        perSecond,
        FleetConfig.readFile(top, "arrivals"),
        length.isZero() ? null : length,
        top.duration("drain", Pace.DEFAULT_DRAIN));
  }

  private static List<Target> readTargets(List<YamlSection> sections) {
    List<Target> targets = new ArrayList<>();
    for (YamlSection section : sections) {
      try (section) {
        targets.add(
            new Target(
                section.text("url", ""),
                section.text("model", EngineConfig.DEFAULT_MODEL),
                weight(section)));
      }
    }
    return targets;
  }

  private static int weight(YamlSection section) {
    return (int) section.number("weight", 1, MAX_WEIGHT, 1);
  }

  private static Traffic readTraffic(YamlSection top) {
    List<Tenant> tenants = new ArrayList<>();
    for (YamlSection section : top.sections("tenants")) {
      try (section) {
        tenants.add(new Tenant(section.text("name", ""), weight(section)));
      }
    }
    List<Workload> workloads = new ArrayList<>();
    for (YamlSection section : top.sections("workloads")) {
      workloads.add(readWorkload(section));
    }
    return new Traffic(
        tenants.isEmpty() ? Traffic.DEFAULT.tenants() : tenants,
        workloads.isEmpty() ? Traffic.DEFAULT.workloads() : workloads,
        readShares(top.section("shares")),
        readSessions(top.section("sessions")));
  }

  private static Workload readWorkload(YamlSection section) {
    Workload otherwise = Traffic.DEFAULT.workloads().get(0);
    try (section) {
      String operation = section.text("operation", otherwise.operation().label());
      for (Operation known : Operation.values()) {
        if (known.label().equals(operation.toLowerCase(Locale.ROOT))) {
          return new Workload(
              section.text("name", otherwise.name()),
              weight(section),
              known,
              FleetConfig.readLengths(section.section("prompt_tokens"), otherwise.promptTokens()),
              FleetConfig.readLengths(section.section("output_tokens"), otherwise.outputTokens()),
              (int) section.number("shared_prefix_tokens", 0, Lengths.LONGEST, 0));
        }
      }
      throw section.refuse("operation", operation, "chat or completion");
    }
  }

  private static Shares readShares(YamlSection shares) {
    Shares otherwise = Shares.DEFAULT;
    try (shares) {
      return new Shares(
          FleetConfig.share(shares, "cancel", otherwise.cancel()),
          FleetConfig.share(shares, "early_cancel", otherwise.earlyCancel()),
          FleetConfig.share(shares, "two_choices", otherwise.twoChoices()),
          FleetConfig.share(shares, "not_streamed", otherwise.notStreamed()),
          FleetConfig.share(shares, "several_prompts", otherwise.severalPrompts()),
          FleetConfig.share(shares, "usage", otherwise.usage()),
          FleetConfig.share(shares, "continuous_usage", otherwise.continuousUsage()),
          FleetConfig.share(shares, "cut_off", otherwise.cutOff()));
    }
  }

  private static Sessions readSessions(YamlSection sessions) {
    Sessions otherwise = Sessions.DEFAULT;
    try (sessions) {
      return new Sessions(
          (int) sessions.number("count", 1, MAX_SESSIONS, otherwise.count()),
          FleetConfig.share(sessions, "share", otherwise.share()),
          (int) sessions.number("history_tokens", 0, Lengths.LONGEST, otherwise.historyTokens()));
    }
  }
}
