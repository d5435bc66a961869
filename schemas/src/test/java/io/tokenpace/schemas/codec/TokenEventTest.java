package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.HandReport.HandRun;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.TokenEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The token events of a report, by the cursor and by the encoder, are what Avro's generic reader
 * and writer make of it over the schema files alone.
 */
class TokenEventTest {
  private static final int SEEDS = 40;
  private static final int REPORTS = 10;

  private final ReportCursor cursor = new ReportCursor();
  private final TokenEventEncoder encoder = new TokenEventEncoder();
  private final WireCodec<TokenEvent> codec = WireCodec.tokenEvents();

  @Test
  void eventsAreThoseAvrosGenericReaderFinds() {
    int events = 0;
    for (long seed : Seeds.of(SEEDS)) {
      RandomBoot boot = new RandomBoot(seed);
      for (int i = 0; i < REPORTS; i++) {
        byte[] report = boot.next().bytes();
        assertSame(report, Seeds.describe(seed));
        events += TokenEventsByRecord.of(report).size();
      }
    }
    assertThat(events).isPositive();
  }

  @Test
  void theLargestNumbersAreWrittenToo() {
    long largest = 1L << 40;
    byte[] run =
        new HandRun()
            .set("request", e -> e.number(Long.MAX_VALUE >> 1))
            .set("choice", e -> e.number(Integer.MAX_VALUE))
            .set("sinceMicros", e -> e.number(largest))
            .set("roleSinceMicros", e -> e.number(1, largest))
            .set("answerSinceMicros", e -> e.number(1, largest))
            .set("gapMicros", e -> e.number(2, largest - 7, 7, 0))
            .set("tokens", e -> e.number(3, 1 << 24, 1, 1 << 24, 0))
            .set("kinds", e -> e.number(0))
            .bytes();
    assertSame(
        new HandReport().set("runs", e -> e.number(1).raw(run).number(0)).record(), "largest");
  }

  @Test
  void timesOfZeroAreTimesToo() {
    byte[] run =
        new HandRun()
            .set("sinceMicros", e -> e.number(0))
            .set("roleSinceMicros", e -> e.number(1, 0))
            .set("answerSinceMicros", e -> e.number(1, 0))
            .bytes();
    byte[] report = new HandReport().set("runs", e -> e.number(1).raw(run).number(0)).record();
    assertSame(report, "zero");
    assertThat(TokenEventsByRecord.of(report))
        .extracting(event -> event.get("roleSinceMicros"))
        .contains(0L);
  }

  @Test
  void aReportWithoutOutputHasNoEventsHoweverOftenItIsAsked() {
    assertThat(cursor.open(new HandReport().set("runs", e -> e.number(0)).record())).isNull();
    TokenEventCursor events = cursor.tokenEvents();
    assertThat(events.next()).isFalse();
    assertThat(events.next()).isFalse();
    encoder.encode(cursor, record -> assertThat(record).as("a record").isNull());
  }

  @Test
  void eventsAndRunsMayBeWalkedAtTheSameTime() {
    byte[] report = new HandReport().record();
    assertThat(cursor.open(report)).isNull();
    TokenEventCursor events = cursor.tokenEvents();
    int count = 0;
    for (RunCursor run = cursor.runs(); run.next(); ) {
      for (int chunk = 0; chunk < run.chunks(); chunk++) {
        assertThat(events.next()).isTrue();
        assertThat(events.tokens()).isEqualTo(run.tokens(chunk));
        count++;
      }
    }
    assertThat(events.next()).isFalse();
    assertThat(count).isEqualTo(TokenEventsByRecord.of(report).size());
  }

  private void assertSame(byte[] report, String what) {
    List<GenericRecord> expected = TokenEventsByRecord.of(report);
    assertThat(cursor.open(report)).as(what).isNull();

    List<GenericRecord> walked = new ArrayList<>();
    for (TokenEventCursor event = cursor.tokenEvents(); event.next(); ) {
      walked.add(toRecord(event));
    }
    assertThat(walked).as(what).isEqualTo(expected);

    List<byte[]> encoded = new ArrayList<>();
    encoder.encode(cursor, encoded::add);
    assertThat(encoded).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < encoded.size(); i++) {
      byte[] record = encoded.get(i);
      assertThat(record).as(what).isEqualTo(TokenEventsByRecord.write(expected.get(i)));
      assertThat(TokenEventsByRecord.read(record)).as(what).isEqualTo(expected.get(i));
      assertThat(codec.encode(codec.decode(record).orThrow())).as(what).isEqualTo(record);
    }
  }

  /** What the cursor says, as the record it stands for. */
  private GenericRecord toRecord(TokenEventCursor event) {
    ReportLabels labels = cursor.labels();
    SeriesLabels series = cursor.series(event.series());
    GenericRecord record = new GenericData.Record(TokenEventsByRecord.SCHEMA);
    record.put("node", labels.node());
    record.put("region", labels.region());
    record.put("cluster", labels.cluster());
    record.put("pool", labels.pool());
    record.put("vantage", TokenEventsByRecord.symbol("vantage", cursor.vantage().name()));
    record.put(
        "bootId",
        new GenericData.Fixed(
            TokenEventsByRecord.SCHEMA.getField("bootId").schema(),
            cursor.boot().toWire().bytes()));
    record.put("sequence", cursor.sequence());
    record.put("engine", series.engine());
    record.put("model", series.model());
    record.put("baseModel", series.baseModel());
    record.put("tenant", series.tenant());
    record.put("workload", series.workload());
    record.put("request", event.request());
    record.put("choice", event.choice());
    record.put("index", event.index());
    record.put("timeMicros", event.timeMicros());
    record.put("sinceMicros", event.sinceMicros());
    record.put("tokens", event.tokens());
    record.put("kind", TokenEventsByRecord.symbol("kind", event.kind().name()));
    record.put("tokenSource", TokenEventsByRecord.symbol("tokenSource", event.source().name()));
    record.put("firstOfRequest", event.firstOfRequest());
    record.put("answerSinceMicros", orNull(event.answerSinceMicros()));
    record.put("roleSinceMicros", orNull(event.roleSinceMicros()));
    return record;
  }

  private static @Nullable Long orNull(long micros) {
    return micros == OutputChunk.ABSENT ? null : micros;
  }
}
