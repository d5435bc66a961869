package io.tokenpace.simulator;

import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.config.FleetConfig;
import io.tokenpace.simulator.server.EngineServer;
import io.tokenpace.simulator.truth.NoTruth;
import io.tokenpace.simulator.truth.TruthFile;
import io.tokenpace.simulator.truth.TruthLog;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Engines that run together and write one truth.
 *
 * <p>NOT thread-safe.
 */
final class Fleet implements AutoCloseable {
  private final FleetConfig config;
  private final TruthLog truth;
  private final List<EngineServer> servers = new ArrayList<>();

  private Fleet(FleetConfig config, TruthLog truth) {
    this.config = config;
    this.truth = truth;
  }

  /** Starts all engines, or none. */
  static Fleet start(FleetConfig config) {
    TruthLog truth = config.truth() == null ? new NoTruth() : TruthFile.create(config.truth());
    Fleet fleet = new Fleet(config, truth);
    Instant started = Clock.systemUTC().instant();
    try {
      for (EngineConfig engine : config.engines()) {
        fleet.servers.add(EngineServer.start(config.host(), engine, truth, started));
      }
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
    return fleet;
  }

  List<String> urls() {
    return servers.stream()
        .map(server -> "http://%s:%d".formatted(config.host(), server.port()))
        .toList();
  }

  /** One line an engine, then {@code ready}. */
  void print(PrintWriter out) {
    List<String> urls = urls();
    for (int engine = 0; engine < urls.size(); engine++) {
      out.printf("engine %s %s%n", config.engines().get(engine).node(), urls.get(engine));
    }
    out.println("ready");
    out.flush();
  }

  /** Ends the engines first, then the truth. */
  @Override
  public void close() {
    servers.forEach(EngineServer::close);
    truth.close();
  }
}
