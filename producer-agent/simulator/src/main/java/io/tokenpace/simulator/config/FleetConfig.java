package io.tokenpace.simulator.config;

import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.schemas.yaml.YamlException;
import io.tokenpace.schemas.yaml.YamlSection;
import io.tokenpace.simulator.answer.FailureShares;
import io.tokenpace.simulator.answer.ModelBehaviour;
import io.tokenpace.simulator.answer.Speculation;
import io.tokenpace.simulator.engine.EngineLimits;
import io.tokenpace.simulator.engine.StepCost;
import io.tokenpace.simulator.random.Lengths;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of engines in one process.
 *
 * @param host address the engines listen on
 * @param truth file of truth; null for none
 */
public record FleetConfig(String host, @Nullable Path truth, List<EngineConfig> engines) {
  /** Address of a fleet that is not told another. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  private static final int LAST_PORT = 65_535;
  private static final int DECIMALS = 6;

  /** Copies the engines and checks that no two are called the same. */
  public FleetConfig {
    engines = List.copyOf(engines);
    Set<String> nodes = new TreeSet<>();
    for (EngineConfig engine : engines) {
      if (!nodes.add(engine.node())) {
        throw new IllegalArgumentException(
            "node: %s (expected: each once)".formatted(engine.node()));
      }
    }
    if (engines.isEmpty()) {
      throw new IllegalArgumentException("engines: none (expected: at least one)");
    }
  }

  /**
   * Reads a YAML file.
   *
   * @throws YamlException if anything in it is not as it should be
   */
  public static FleetConfig read(Path file) {
    try (YamlSection top = StrictYaml.read(file)) {
      long seed = top.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, EngineConfig.DEFAULT_SEED);
      String host = top.text("host", DEFAULT_HOST);
      Path truth = readFile(top, "truth");
      List<EngineConfig> engines = new ArrayList<>();
      for (YamlSection section : top.sections("engines")) {
        engines.add(readEngine(section, "node-" + (engines.size() + 1), seed));
      }
      return new FleetConfig(host, truth, engines);
    } catch (IllegalArgumentException e) {
      throw new YamlException(file + ": " + e.getMessage(), e);
    }
  }

  private static EngineConfig readEngine(YamlSection engine, String node, long seed) {
    try (engine) {
      return new EngineConfig(
          engine.text("node", node),
          (int) engine.number("port", 0, LAST_PORT, 0),
          engine.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, seed),
          readModel(engine),
          readCost(engine.section("step")),
          readLimits(engine),
          (int) engine.number("overload_status", 429, 503, EngineConfig.DEFAULT_OVERLOAD_STATUS),
          engine.flag("report_cached_tokens", false));
    }
  }

  private static ModelBehaviour readModel(YamlSection engine) {
    return new ModelBehaviour(
        engine.text("model", EngineConfig.DEFAULT_MODEL),
        (int)
            engine.number(
                "context_tokens", 2, Lengths.LONGEST, EngineConfig.DEFAULT_CONTEXT_TOKENS),
        readLengths(engine.section("output_tokens"), EngineConfig.DEFAULT_OUTPUT_TOKENS),
        share(engine, "reasoning_share", 0),
        share(engine, "tool_call_share", 0),
        share(engine, "coalesced_share", EngineConfig.DEFAULT_COALESCED_SHARE),
        readSpeculation(engine.section("speculation")),
        readFailures(engine.section("failures")));
  }

  /** Lengths of prompts or answers. */
  public static Lengths readLengths(YamlSection lengths, Lengths otherwise) {
    try (lengths) {
      return new Lengths(
          (int) lengths.number("median", 1, Lengths.LONGEST, otherwise.median()),
          lengths
              .decimal(
                  "sigma",
                  BigDecimal.ZERO,
                  BigDecimal.valueOf(3),
                  DECIMALS,
                  BigDecimal.valueOf(otherwise.sigma()))
              .doubleValue(),
          (int) lengths.number("min", 1, Lengths.LONGEST, otherwise.min()),
          (int) lengths.number("max", 1, Lengths.LONGEST, otherwise.max()));
    }
  }

  /** The path of a file that is to be there or to be written; null if the key is left out. */
  public static @Nullable Path readFile(YamlSection section, String key) {
    String file = section.text(key, "");
    return file.isEmpty() ? null : Path.of(file);
  }

  /** A share from 0 to 1. */
  public static double share(YamlSection section, String key, double otherwise) {
    return section
        .decimal(key, BigDecimal.ZERO, BigDecimal.ONE, DECIMALS, BigDecimal.valueOf(otherwise))
        .doubleValue();
  }

  private static Speculation readSpeculation(YamlSection speculation) {
    try (speculation) {
      return new Speculation(
          (int) speculation.number("tokens", 1, 8, Speculation.NONE.mostTokens()),
          share(speculation, "acceptance", Speculation.NONE.acceptance()));
    }
  }

  private static FailureShares readFailures(YamlSection failures) {
    try (failures) {
      return new FailureShares(
          share(failures, "before_stream", 0),
          share(failures, "in_band", 0),
          share(failures, "cut", 0));
    }
  }

  private static StepCost readCost(YamlSection step) {
    StepCost otherwise = EngineConfig.DEFAULT_COST;
    try (step) {
      return new StepCost(
          step.duration("base", Duration.ofNanos(otherwise.baseNanos())).toNanos(),
          step.duration("per_sequence", Duration.ofNanos(otherwise.perSequenceNanos())).toNanos(),
          step.duration("per_prefill_token", Duration.ofNanos(otherwise.perPrefillTokenNanos()))
              .toNanos());
    }
  }

  private static EngineLimits readLimits(YamlSection engine) {
    EngineLimits otherwise = EngineConfig.DEFAULT_LIMITS;
    return new EngineLimits(
        (int) engine.number("step_tokens", 2, Lengths.LONGEST, otherwise.stepTokens()),
        (int) engine.number("running_sequences", 1, 10_000, otherwise.runningSequences()),
        (int) engine.number("waiting_requests", 0, Lengths.LONGEST, otherwise.waitingRequests()),
        (int) engine.number("kv_blocks", 1, 10_000_000, otherwise.kvBlocks()),
        (int) engine.number("block_tokens", 1, 1_024, otherwise.blockTokens()));
  }
}
