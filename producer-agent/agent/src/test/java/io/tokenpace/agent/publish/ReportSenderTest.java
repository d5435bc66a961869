package io.tokenpace.agent.publish;

import static io.tokenpace.schemas.testing.Seeds.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.config.Publication;
import io.tokenpace.agent.publish.ScriptedProducer.Script;
import io.tokenpace.agent.publish.ScriptedProducer.Step;
import io.tokenpace.agent.report.BuiltReport;
import io.tokenpace.agent.report.DropCounts;
import io.tokenpace.agent.report.DropReason;
import io.tokenpace.agent.spool.MemorySpool;
import io.tokenpace.agent.testing.SteppedClock;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportCursor;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportSenderTest {
  private static final String REPORTS = "t.node-reports";
  private static final String TOKENS = "t.token-events";

  private final SteppedClock clock = new SteppedClock();
  private final DropCounts drops = new DropCounts();
  private final MemorySpool spool = new MemorySpool(clock, 1 << 20, Duration.ofMinutes(15), drops);
  private final Script script = new Script();
  private final ReportWriter writer =
      new ReportWriter(
          new ReportSource(
              new ReportLabels("n", "agent", "n", "(none)", "(none)", "(none)"),
              List.of(),
              Vantage.ENGINE,
              EngineRole.AGGREGATED,
              new BootIdentity(1, 2)));

  static List<Long> seeds() {
    return Seeds.of(100);
  }

  private ReportSender sender(Publication publication) {
    return new ReportSender(
        spool, "n", "t.", publication, () -> new ScriptedProducer(script), drops);
  }

  /** Appends reports of so many chunks each. */
  private void append(int reports, int chunks) {
    for (int report = 0; report < reports; report++) {
      long base = SteppedClock.EPOCH;
      writer.begin(base);
      int series = writer.series(new SeriesLabels("(none)", "m", "(none)", "(none)", "(none)"));
      for (int i = 0; i < chunks; i++) {
        writer.chunk(
            new OutputChunk(
                1,
                series,
                0,
                i,
                base + i,
                1,
                1,
                ChunkKind.ANSWER,
                TokenSource.TOKEN_IDS,
                false,
                -1,
                -1));
      }
      spool.append(new BuiltReport(writer.finish(base, ProducerState.RUNNING), chunks));
    }
  }

  private List<Long> arrivedSequences() {
    List<Long> sequences = new ArrayList<>();
    ReportCursor cursor = new ReportCursor();
    for (ProducerRecord<String, byte[]> record : script.arrived) {
      if (record.topic().equals(REPORTS)) {
        assertThat(record.key()).isEqualTo("n");
        assertThat(cursor.open(record.value())).isNull();
        sequences.add(cursor.sequence());
      }
    }
    return sequences;
  }

  @Test
  void sendsInOrderAndThenWaits() {
    append(3, 2);
    ReportSender sender = sender(Publication.REPORTS);
    for (int i = 0; i < 3; i++) {
      assertThat(sender.step()).isZero();
    }
    assertThat(sender.step()).isPositive();
    assertThat(arrivedSequences()).containsExactly(0L, 1L, 2L);
    assertThat(sender.reports()).isEqualTo(3);
    assertThat(spool.pendingReports()).isZero();
  }

  @Test
  void holdsTheHeadForAsLongAsKafkaIsNotThere() {
    append(2, 1);
    ReportSender sender = sender(Publication.REPORTS);
    Duration last = Duration.ZERO;
    for (int i = 0; i < 40; i++) {
      script.steps.add(
          i % 2 == 0
              ? Step.failed(new TimeoutException("no broker"))
              : Step.failed(new UnknownTopicOrPartitionException("no topic")));
      Duration pause = sender.step();
      assertThat(pause).isGreaterThanOrEqualTo(last);
      last = pause;
    }
    assertThat(last).isEqualTo(Duration.ofSeconds(5));
    assertThat(spool.pendingReports()).isEqualTo(2);
    assertThat(script.made).isEqualTo(1);
    assertThat(sender.step()).isZero();
    assertThat(sender.step()).isZero();
    assertThat(arrivedSequences()).containsExactly(0L, 1L);
    assertThat(sender.failures()).isEqualTo(40);
  }

  @Test
  void leavesOutWhatCanNeverBeSentAndCountsIt() {
    append(3, 4);
    ReportSender sender = sender(Publication.REPORTS);
    script.steps.add(Step.failed(new RecordTooLargeException("large")));
    script.steps.add(Step.thrown(new SerializationException("bad")));
    for (int i = 0; i < 3; i++) {
      assertThat(sender.step()).isZero();
    }
    assertThat(arrivedSequences()).containsExactly(2L);
    assertThat(drops.reports(DropReason.RECORD_TOO_LARGE)).isEqualTo(1);
    assertThat(drops.events(DropReason.RECORD_TOO_LARGE)).isEqualTo(4);
    assertThat(drops.events(DropReason.RECORD_REFUSED)).isEqualTo(4);
  }

  @Test
  void takesAnotherProducerWhenOneIsOfNoUse() {
    append(1, 1);
    ReportSender sender = sender(Publication.REPORTS);
    script.steps.add(Step.failed(new ProducerFencedException("fenced")));
    script.steps.add(Step.thrown(new KafkaException("in error state")));
    script.steps.add(Step.failed(new SaslAuthenticationException("who?")));
    for (int i = 0; i < 3; i++) {
      assertThat(sender.step()).isPositive();
    }
    assertThat(sender.step()).isZero();
    assertThat(script.made).isEqualTo(4);
    assertThat(script.closed).isEqualTo(3);
    assertThat(arrivedSequences()).containsExactly(0L);
    sender.close();
    assertThat(script.closed).isEqualTo(4);
  }

  @Test
  void aRightThatIsMissingMayComeWithoutAnotherProducer() {
    append(1, 1);
    ReportSender sender = sender(Publication.REPORTS);
    script.steps.add(Step.failed(new TopicAuthorizationException("t.node-reports")));
    assertThat(sender.step()).isPositive();
    assertThat(sender.step()).isZero();
    assertThat(script.made).isEqualTo(1);
  }

  @Test
  void aProducerThatCannotBeMadeIsTriedAgain() {
    append(1, 1);
    ReportSender sender =
        new ReportSender(
            spool,
            "n",
            "t.",
            Publication.REPORTS,
            () -> {
              throw new KafkaException("no resolvable bootstrap urls");
            },
            drops);
    assertThat(sender.step()).isPositive();
    assertThat(spool.pendingReports()).isEqualTo(1);
    sender.close();
  }

  @Test
  void sendsTokenEventsBehindTheirReport() {
    append(2, 3);
    ReportSender sender = sender(Publication.REPORTS_AND_TOKENS);
    assertThat(sender.step()).isZero();
    assertThat(sender.step()).isZero();
    assertThat(script.arrived)
        .extracting(ProducerRecord::topic)
        .containsExactly(REPORTS, TOKENS, TOKENS, TOKENS, REPORTS, TOKENS, TOKENS, TOKENS);
    assertThat(sender.tokens()).isEqualTo(6);
  }

  @Test
  void aReportWhoseTokensHaveToWaitIsNotSentAgainAndNotLost() {
    append(1, 3);
    ReportSender sender = sender(Publication.REPORTS_AND_TOKENS);
    script.steps.add(Step.TAKEN);
    script.steps.add(Step.TAKEN);
    script.steps.add(Step.failed(new TimeoutException("slow")));
    assertThat(sender.step()).isPositive();
    clock.advanceMillis(3_600_000);
    append(1, 1);
    assertThat(spool.pendingReports()).isEqualTo(2);
    assertThat(sender.step()).isZero();
    assertThat(arrivedSequences()).containsExactly(0L);
    assertThat(sender.reports()).isEqualTo(1);
    assertThat(sender.tokens()).isEqualTo(3);
  }

  @Test
  void tokenEventsThatAreRefusedDoNotHoldTheirReport() {
    append(1, 3);
    ReportSender sender = sender(Publication.REPORTS_AND_TOKENS);
    script.steps.add(Step.TAKEN);
    script.steps.add(Step.failed(new RecordTooLargeException("large")));
    assertThat(sender.step()).isZero();
    assertThat(sender.reports()).isEqualTo(1);
    assertThat(sender.droppedTokens()).isEqualTo(3);
    assertThat(drops.reports(DropReason.RECORD_TOO_LARGE)).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void inAnyOrderOfFailuresEveryReportIsSentDroppedOrPending(long seed) {
    Random random = new Random(seed);
    ReportSender sender = sender(Publication.REPORTS);
    int offered = 0;
    for (int i = 0; i < 300; i++) {
      if (random.nextInt(3) == 0) {
        int more = random.nextInt(4);
        append(more, 1);
        offered += more;
      }
      if (random.nextInt(2) == 0) {
        script.steps.add(randomStep(random));
      }
      clock.advanceMillis(random.nextInt(100_000));
      Duration unused = sender.step();
      assertThat(sender.reports() + dropped() + spool.pendingReports())
          .as(describe(seed))
          .isEqualTo(offered);
    }
    script.steps.clear();
    while (spool.pendingReports() > 0) {
      Duration unused = sender.step();
    }
    assertThat(sender.reports() + dropped()).as(describe(seed)).isEqualTo(offered);
    assertThat(arrivedSequences()).as(describe(seed)).isSorted();
    // Each that was sent arrived; others may have, without the sender knowing.
    assertThat(new TreeSet<>(arrivedSequences()).size())
        .as(describe(seed))
        .isGreaterThanOrEqualTo((int) sender.reports());
    assertThat(dropped()).as(describe(seed)).isPositive();
  }

  private long dropped() {
    long dropped = 0;
    for (DropReason reason : DropReason.values()) {
      dropped += drops.reports(reason);
    }
    return dropped;
  }

  private static Step randomStep(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Step.failed(new TimeoutException("a"));
      case 1 -> Step.unanswered(new TimeoutException("b"));
      case 2 -> Step.failed(new RecordTooLargeException("c"));
      case 3 -> Step.thrown(new SerializationException("d"));
      case 4 -> Step.thrown(new KafkaException("e"));
      case 5 -> Step.failed(new ProducerFencedException("f"));
      default -> Step.TAKEN;
    };
  }
}
