package io.tokenpace.simulator.server;

import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.engine.StepEngine;
import io.tokenpace.simulator.engine.StepTimer;
import io.tokenpace.simulator.metrics.EngineMetrics;
import io.tokenpace.simulator.truth.TruthLog;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * One engine with all that its connections share.
 *
 * <p>Confined to the engine's event loop.
 */
final class ServedEngine {
  final EngineConfig config;
  final StepTimer timer;
  final StepEngine steps;
  final EngineMetrics metrics;
  final TruthLog truth;
  final Instant started;
  final Set<ConnectionHandler> connections = new HashSet<>();
  private long unnamedRequests;

  ServedEngine(EngineConfig config, StepTimer timer, TruthLog truth, Instant started) {
    this.config = config;
    this.timer = timer;
    this.truth = truth;
    this.started = started;
    this.steps = new StepEngine(config.cost(), config.limits(), timer);
    this.metrics = new EngineMetrics(config.model().name(), started);
  }

  /** A name for a request that has none. */
  String nameRequest() {
    return config.node() + "-" + unnamedRequests++;
  }
}
