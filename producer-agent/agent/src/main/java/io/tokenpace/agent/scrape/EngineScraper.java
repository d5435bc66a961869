package io.tokenpace.agent.scrape;

import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.time.AgentClock;
import java.io.IOException;
import java.time.Duration;

/**
 * Reads the engine's page of metrics. A page that cannot be had is absent and counted: what was
 * read before holds until its lease runs out.
 *
 * <p>Confined to one thread, but for the counts.
 */
public final class EngineScraper {
  private final EngineClient client;
  private final String path;
  private final Duration interval;
  private final AgentClock clock;
  private final GaugeReadings readings;
  private final EnginePage page;
  private final Sighting sighting;

  /**
   * A scraper.
   *
   * @param engine the engine's label
   * @param path where its page is
   * @param interval how often it is read
   */
  public EngineScraper(
      EngineClient client,
      String engine,
      String path,
      Duration interval,
      AgentClock clock,
      GaugeReadings readings) {
    this.client = client;
    this.path = path;
    this.interval = interval;
    this.clock = clock;
    this.readings = readings;
    this.page = new EnginePage(engine);
    this.sighting = new Sighting("engine: " + path);
  }

  /** Reads it once; returns how long to wait before the next time. */
  public Duration step() {
    long at = clock.monotonicMicros();
    long epoch = clock.epochMicros();
    try {
      readings.engine(page.read(client.get(path), at, epoch));
      sighting.seen();
    } catch (IOException e) {
      sighting.missed(String.valueOf(e.getMessage()));
    }
    Duration took = Duration.ofNanos((clock.monotonicMicros() - at) * 1_000);
    return took.compareTo(interval) < 0 ? interval.minus(took) : Duration.ZERO;
  }

  /** How often the page could not be had. */
  public long failures() {
    return sighting.failures();
  }
}
