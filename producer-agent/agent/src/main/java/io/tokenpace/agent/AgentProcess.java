package io.tokenpace.agent;

import io.tokenpace.agent.admin.AdminServer;
import io.tokenpace.agent.admin.EngineProbe;
import io.tokenpace.agent.admin.LoopWatch;
import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.scrape.EngineClient;
import io.tokenpace.agent.scrape.EngineScraper;
import io.tokenpace.agent.scrape.NvidiaSmi;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.time.StepThread;
import io.tokenpace.agent.timeline.RequestEvents;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * An agent that runs: the one place where its parts are put together.
 *
 * <pre>
 *   clients ► front ► engine ◄─ scrapers ─┐
 *               └─► events ► ring ► builder ► spool ► sender ► Kafka
 * </pre>
 *
 * <p>Thread-safe.
 */
final class AgentProcess implements AutoCloseable {
  private final AgentConfig config;
  private final Scrapers scrapers;
  private final EngineProbe probe;
  private final List<StepThread> threads;
  private final Front front;
  private final LoopWatch loops;
  private final AdminServer admin;
  private final @Nullable Reporting reporting;
  private volatile boolean draining;
  private boolean closed;

  /** What reads the engine and the GPUs. */
  record Scrapers(ServedModels models, EngineScraper engine, NvidiaSmi gpus) {}

  private AgentProcess(Parts parts, List<StepThread> threads, Front front, LoopWatch loops)
      throws IOException {
    this.config = parts.config;
    this.scrapers = parts.scrapers;
    this.probe = parts.probe;
    this.reporting = parts.reporting;
    this.threads = threads;
    this.front = front;
    this.loops = loops;
    this.admin =
        AdminServer.start(
            config.admin().resolve(),
            () -> loops.tick() ? "" : "an event loop hangs",
            this::whyNotReady,
            AgentPage.of(front, loops, scrapers, reporting));
  }

  /** What there is before anything listens. */
  private static final class Parts {
    final AgentConfig config;
    final Scrapers scrapers;
    final EngineProbe probe;
    final GaugeReadings readings = new GaugeReadings();
    @Nullable Reporting reporting;
    volatile @Nullable LoopWatch loops;

    Parts(AgentConfig config, AgentClock clock) {
      this.config = config;
      AgentConfig.Scrape scrape = config.scrape();
      EngineClient client = new EngineClient(config.engine().url(), scrape.timeout());
      this.scrapers =
          new Scrapers(
              new ServedModels(client, scrape.modelsInterval()),
              new EngineScraper(
                  client,
                  config.engine().name(),
                  scrape.metricsPath(),
                  scrape.interval(),
                  clock,
                  readings),
              new NvidiaSmi(scrape.nvidiaSmi(), scrape.gpuInterval(), clock, readings));
      this.probe = new EngineProbe(config.engine().url().getHost(), config.engine().port(), clock);
    }

    long takeLagMicros() {
      LoopWatch watch = loops;
      return watch == null ? -1 : watch.takeLagMicros();
    }

    ReportSource source() {
      List<NvidiaSmi.KnownGpu> known =
          Gpus.wantKnown(config.gpus()) ? scrapers.gpus().list() : List.of();
      byte[] boot = new byte[BootIdentity.BYTES];
      new SecureRandom().nextBytes(boot);
      return new ReportSource(
          config.labels(),
          Gpus.of(config, known),
          config.vantage(),
          config.role(),
          BootIdentity.of(boot));
    }
  }

  /**
   * Starts an agent; it takes requests when this returns.
   *
   * @param fronts makes what stands before the engine
   * @param producers makes Kafka producers
   * @param elsewhere told what becomes of requests if there is no Kafka
   * @throws IOException if it cannot listen where it is told to
   */
  static AgentProcess start(
      AgentConfig config,
      AgentClock clock,
      FrontMaker fronts,
      Supplier<Producer<String, byte[]>> producers,
      RequestEvents elsewhere)
      throws IOException {
    Parts parts = new Parts(config, clock);
    AgentConfig.Kafka kafka = config.kafka();
    RequestEvents events = elsewhere;
    if (kafka != null) {
      Reporting reporting =
          new Reporting(
              config,
              kafka,
              parts.source(),
              clock,
              parts::takeLagMicros,
              parts.readings,
              producers);
      parts.reporting = reporting;
      events = reporting.ring();
    }
    Front front = fronts.open(config, clock, parts.scrapers.models(), events);
    LoopWatch loops = new LoopWatch(clock, front.loops());
    parts.loops = loops;
    AgentProcess process;
    try {
      process = new AgentProcess(parts, threads(parts), front, loops);
    } catch (IOException e) {
      front.close();
      throw e;
    }
    process.startThreads();
    return process;
  }

  private static List<StepThread> threads(Parts parts) {
    List<StepThread> threads = new ArrayList<>();
    threads.add(new StepThread("agent-models", parts.scrapers.models()::step));
    threads.add(new StepThread("agent-probe", parts.probe::step));
    if (parts.reporting != null) {
      threads.add(new StepThread("agent-scrape", parts.scrapers.engine()::step));
      if (!parts.config.gpus().equals(AgentConfig.Gpus.NONE)) {
        threads.add(new StepThread("agent-gpus", parts.scrapers.gpus()::step));
      }
    }
    return threads;
  }

  private void startThreads() {
    threads.forEach(StepThread::start);
    if (reporting != null) {
      reporting.start();
    }
  }

  private String whyNotReady() {
    if (draining) {
      return "draining";
    }
    return probe.accepts() ? "" : "the engine does not accept connections";
  }

  /** Where clients find it. */
  int port() {
    return front.port();
  }

  /** Where its own state is asked for. */
  int adminPort() {
    return admin.port();
  }

  /**
   * Stops in order: no new requests, those in flight to their end, the final report, and all of it
   * to Kafka; each for as long as the configuration allows.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    draining = true;
    if (reporting != null) {
      reporting.drain();
    }
    front.drain();
    front.close();
    loops.close();
    scrapers.gpus().close();
    threads.forEach(StepThread::close);
    if (reporting != null) {
      reporting.end(config.limits().flush());
    }
    admin.close();
  }
}
