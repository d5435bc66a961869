package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.HandReport.HandRun;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs at the edges of what is taken: many chunks in several blocks, and the largest numbers. */
class RunCursorTest {
  private static final long LARGEST = 1L << 40;

  private final ReportCursor cursor = new ReportCursor();

  @Test
  void aRunOfManyChunksInBlocksOfAnySizeIsReadWhole() {
    int[] blocks = {3, 5_000, 1, 7_000, 2_500};
    byte[] record =
        report(
            new HandRun()
                .set("gapMicros", encoder -> blocks(encoder, blocks, 1, 300, 0))
                .set("tokens", encoder -> blocks(encoder, blocks, 0, 200, 1))
                .set("kinds", encoder -> blocks(encoder, blocks, 0, 4, 0)));
    Seen seen = SeenByCursor.read(cursor, record);
    assertThat(seen.chunks()).hasSize(14_504);
    assertThat(seen).isEqualTo(SeenByRecord.readGeneric(record));

    // A small run after it sees nothing of it.
    byte[] small = new HandReport().record();
    assertThat(SeenByCursor.read(cursor, small)).isEqualTo(SeenByRecord.readGeneric(small));
  }

  @Test
  void aBlockMayTakeOneByteAnItem() {
    byte[] record = report(new HandRun().set("gapMicros", e -> e.number(-2, 2, 5, 6, 0)));
    assertThat(SeenByCursor.read(cursor, record)).isEqualTo(SeenByRecord.readGeneric(record));
    Rejection rejection = open(new HandRun().set("gapMicros", e -> e.number(-2, 1, 5, 6, 0)));
    assertThat(Objects.requireNonNull(rejection).reason()).isEqualTo(RejectionReason.MALFORMED);
  }

  @Test
  void theLargestNumbersAreTakenAndOneMoreIsNot() {
    HandRun largest =
        new HandRun()
            .set("request", e -> e.number(Long.MAX_VALUE >> 1))
            .set("choice", e -> e.number(Integer.MAX_VALUE))
            .set("startOffsetMicros", e -> e.number(-LARGEST))
            .set("sinceMicros", e -> e.number(LARGEST))
            .set("roleSinceMicros", e -> e.number(1, LARGEST))
            .set("answerSinceMicros", e -> e.number(1, LARGEST))
            .set("gapMicros", e -> e.number(2, LARGEST - 7, 7, 0))
            .set("tokens", e -> e.number(3, 1 << 24, 1, 1 << 24, 0));
    byte[] record = report(largest);
    assertThat(SeenByCursor.read(cursor, record)).isEqualTo(SeenByRecord.readGeneric(record));

    assertInvalid("request", new HandRun().set("request", e -> e.number(1L << 62)));
    assertInvalid(
        "startOffsetMicros", new HandRun().set("startOffsetMicros", e -> e.number(-LARGEST - 1)));
    assertInvalid("sinceMicros", new HandRun().set("sinceMicros", e -> e.number(LARGEST + 1)));
    assertInvalid("gapMicros", new HandRun().set("gapMicros", e -> e.number(2, LARGEST - 7, 8, 0)));
    assertInvalid(
        "tokens[1]", new HandRun().set("tokens", e -> e.number(3, 1, (1 << 24) + 1, 1, 0)));
  }

  @Test
  void saysOfSeveralChunksWhatItSaysOfEach() {
    byte[] record =
        report(
            new HandRun()
                .set("gapMicros", e -> e.number(3, 1, 70_000, 30_000_000, 0))
                .set("tokens", e -> e.number(4, 1, 2, 300, 4, 0))
                .set("kinds", e -> e.number(0)));
    assertThat(cursor.open(record)).isNull();
    RunCursor run = cursor.runs();
    assertThat(run.next()).isTrue();
    assertThat(run.lastMicros() - run.startMicros()).isEqualTo(30_070_001);
    assertThat(run.gapMicros(0)).isEqualTo(run.sinceMicros());
    for (int chunk = 0; chunk < run.chunks(); chunk++) {
      assertThat(run.gapsMicros()[chunk]).isEqualTo(run.gapMicros(chunk));
    }
    assertThat(run.tokens(0, 4)).isEqualTo(307);
    assertThat(run.tokens(1, 3)).isEqualTo(302);
    assertThat(run.tokens(2, 2)).isZero();
    assertThat(run.oneTokenEach()).isFalse();
  }

  @Test
  void timesOfZeroAreTimesToo() {
    HandRun zeros =
        new HandRun()
            .set("sinceMicros", e -> e.number(0))
            .set("roleSinceMicros", e -> e.number(1, 0))
            .set("answerSinceMicros", e -> e.number(1, 0));
    byte[] record = report(zeros);
    assertThat(SeenByCursor.read(cursor, record)).isEqualTo(SeenByRecord.readGeneric(record));

    assertInvalid(
        "firstIndex",
        new HandRun()
            .set("firstIndex", e -> e.number(1))
            .set("firstOfRequest", e -> e.raw((byte) 0))
            .set("roleSinceMicros", e -> e.number(1, 0)));
    assertInvalid(
        "answerSinceMicros",
        new HandRun()
            .set("kinds", e -> e.number(3, 1, 1, 1, 0))
            .set("answerSinceMicros", e -> e.number(1, 0)));
  }

  /** Numbers from a smallest on, over and over, in blocks of which the first may lack some. */
  private static HandEncoder blocks(
      HandEncoder encoder, int[] sizes, int lacking, int different, int smallest) {
    int item = 0;
    for (int i = 0; i < sizes.length; i++) {
      int items = i == 0 ? sizes[i] - lacking : sizes[i];
      encoder.number(items);
      for (int end = item + items; item < end; item++) {
        encoder.number(smallest + item % different);
      }
    }
    return encoder.number(0);
  }

  private static byte[] report(HandRun run) {
    byte[] bytes = run.bytes();
    return new HandReport().set("runs", e -> e.number(1).raw(bytes).number(0)).record();
  }

  private @Nullable Rejection open(HandRun run) {
    return cursor.open(report(run));
  }

  private void assertInvalid(String field, HandRun run) {
    Rejection rejection = Objects.requireNonNull(open(run), field);
    assertThat(rejection.reason()).as(rejection.detail()).isEqualTo(RejectionReason.INVALID);
    assertThat(rejection.detail()).startsWith("runs." + field + ": ");
  }
}
