package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import org.junit.jupiter.api.Test;

/** What goes into a {@link ReportWriter} comes out of every reader, event by event. */
class ReportRoundTripTest {
  private static final int SEEDS = 60;
  private static final int REPORTS = 12;

  private final ReportCursor cursor = new ReportCursor();
  private final WireCodec<io.tokenpace.schemas.wire.NodeReport> codec = WireCodec.nodeReports();

  @Test
  void cursorCodecAndAvrosGenericReaderSeeWhatWasWritten() {
    int chunks = 0;
    for (long seed : Seeds.of(SEEDS)) {
      RandomBoot boot = new RandomBoot(seed);
      for (int i = 0; i < REPORTS; i++) {
        RandomBoot.Report report = boot.next();
        Seen byCursor = SeenByCursor.read(cursor, report.bytes());
        assertSame(seed, byCursor, report.expected());
        Seen byCodec = SeenByRecord.read(codec.decode(report.bytes()).orThrow());
        assertThat(byCodec).as(Seeds.describe(seed)).isEqualTo(byCursor);
        Seen byAvro = SeenByRecord.readGeneric(report.bytes());
        assertThat(byAvro).as(Seeds.describe(seed)).isEqualTo(byCursor);
        chunks += byCursor.chunks().size();
      }
    }
    assertThat(chunks).isPositive();
  }

  @Test
  void walkingTwiceSeesTheSame() {
    for (long seed : Seeds.of(10)) {
      RandomBoot.Report report = new RandomBoot(seed).next();
      Seen first = SeenByCursor.read(cursor, report.bytes());
      assertThat(SeenByCursor.walk(cursor)).as(Seeds.describe(seed)).isEqualTo(first);
    }
  }

  @Test
  void whatIsReadIsWrittenToTheSameBytes() {
    for (long seed : Seeds.of(SEEDS)) {
      byte[] bytes = new RandomBoot(seed).next().bytes();
      assertThat(codec.encode(codec.decode(bytes).orThrow()))
          .as(Seeds.describe(seed))
          .isEqualTo(bytes);
    }
  }

  private static void assertSame(long seed, Seen actual, Seen expected) {
    assertThat(actual.header()).as(Seeds.describe(seed)).isEqualTo(expected.header());
    assertThat(actual.started()).as(Seeds.describe(seed)).isEqualTo(expected.started());
    assertThat(actual.ended()).as(Seeds.describe(seed)).isEqualTo(expected.ended());
    assertThat(actual.inFlight()).as(Seeds.describe(seed)).isEqualTo(expected.inFlight());
    assertThat(actual.gauges()).as(Seeds.describe(seed)).isEqualTo(expected.gauges());
    // Runs keep the order of a choice's chunks, not the order between choices.
    assertThat(actual.sortedChunks()).as(Seeds.describe(seed)).isEqualTo(expected.sortedChunks());
  }
}
