package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.publish.ReportSender;
import io.tokenpace.agent.report.DropCounts;
import io.tokenpace.agent.report.EventRing;
import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.report.ReportBuilder;
import io.tokenpace.agent.report.ReportCounts;
import io.tokenpace.agent.spool.MemorySpool;
import io.tokenpace.agent.spool.Spool;
import io.tokenpace.agent.time.AgentClock;
import io.tokenpace.agent.time.StepThread;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events to Kafka: ring ► builder ► spool ► sender, each on its own thread from the ring
 * on.
 *
 * <p>Thread-safe.
 */
final class Reporting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reporting.class);
  private static final Duration STOP = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(10);

  private final AgentClock clock;
  private final DropCounts drops = new DropCounts();
  private final ReportCounts counts = new ReportCounts();
  private final EventRing ring;
  private final Spool spool;
  private final ReportBuilder builder;
  private final ReportSender sender;
  private final StepThread building;
  private final StepThread sending;

  /**
   * Everything in place, and nothing running yet.
   *
   * @param loopLagMicros largest lag of event loops since it was last asked
   * @param readings what engine and GPUs said
   * @param producers makes producers
   */
  Reporting(
      AgentConfig config,
      AgentConfig.Kafka kafka,
      ReportSource source,
      AgentClock clock,
      LongSupplier loopLagMicros,
      GaugeReadings readings,
      Supplier<Producer<String, byte[]>> producers) {
    this.clock = clock;
    this.ring = new EventRing(config.limits().ringEvents(), drops);
    this.spool = new MemorySpool(clock, config.spool().maxBytes(), config.spool().maxAge(), drops);
    this.builder =
        new ReportBuilder(
            new ReportWriter(source),
            ring,
            clock,
            new ReportBuilder.Sources(readings, loopLagMicros, drops, counts),
            spool::append);
    this.sender =
        new ReportSender(
            spool, config.labels().node(), kafka.prefix(), config.publication(), producers, drops);
    this.building =
        new StepThread(
            "agent-reports",
            () -> {
              builder.step();
              return ReportBuilder.STEP;
            });
    this.sending = new StepThread("agent-sender", sender::step);
  }

  void start() {
    building.start();
    sending.start();
  }

  /** From now on reports say that the agent is draining. */
  void drain() {
    builder.drain();
  }

  /**
   * Writes the final report, and waits until everything is sent. No event may come any more.
   *
   * @param timeout how long to wait at most
   */
  void end(Duration timeout) {
    if (building.stop(STOP)) {
      builder.end();
    } else {
      LOG.warn("the last report could not be written: its thread does not stop");
    }
    long deadline = clock.monotonicMicros() + timeout.toNanos() / 1_000;
    while (spool.pendingReports() > 0 && clock.monotonicMicros() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    if (spool.pendingReports() > 0) {
      LOG.warn(
          "{} reports were not sent within {} s and are lost",
          spool.pendingReports(),
          timeout.toSeconds());
    }
    close();
  }

  /** Ends at once; what is in the spool is lost. */
  @Override
  public void close() {
    building.close();
    // First, so that a step that waits for Kafka returns.
    sender.close();
    sending.close();
  }

  EventRing ring() {
    return ring;
  }

  DropCounts drops() {
    return drops;
  }

  ReportCounts counts() {
    return counts;
  }

  Spool spool() {
    return spool;
  }

  ReportSender sender() {
    return sender;
  }

  long failedSteps() {
    return building.failures() + sending.failures();
  }
}
