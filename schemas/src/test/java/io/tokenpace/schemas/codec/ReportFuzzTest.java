package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.NodeReport;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Bad bytes are refused with a reason, never with an exception; and what the cursor takes, the
 * codec and Avro's own reader take too, and read the same.
 */
class ReportFuzzTest {
  private final ReportCursor cursor = new ReportCursor();
  private final WireCodec<NodeReport> codec = WireCodec.nodeReports();
  private final Map<RejectionReason, Integer> refused = new EnumMap<>(RejectionReason.class);

  @Test
  void everyPrefixOfAReportIsRefused() {
    for (long seed : Seeds.of(4)) {
      byte[] bytes = new RandomBoot(seed).next().bytes();
      for (int length = 0; length < bytes.length; length++) {
        byte[] prefix = Arrays.copyOf(bytes, length);
        RejectionReason expected = length == 0 ? RejectionReason.EMPTY : RejectionReason.TRUNCATED;
        assertThat(reason(prefix))
            .as("%d of %d bytes, %s", length, bytes.length, Seeds.describe(seed))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void everyChangeOfOneByteIsReadTheSameByAllOrRefused() {
    boolean listing = false;
    for (long seed : Seeds.of(2)) {
      listing = !listing;
      byte[] bytes = smallReport(seed, listing);
      for (int position = 0; position < bytes.length; position++) {
        byte original = bytes[position];
        for (int value = 0; value < 256; value++) {
          bytes[position] = (byte) value;
          checkAgreement(bytes, seed, position);
        }
        bytes[position] = original;
      }
    }
    assertThat(refused)
        .containsKeys(
            RejectionReason.NOT_SINGLE_OBJECT,
            RejectionReason.UNKNOWN_FINGERPRINT,
            RejectionReason.TRUNCATED,
            RejectionReason.MALFORMED,
            RejectionReason.INVALID,
            RejectionReason.TRAILING_BYTES);
  }

  @Test
  void randomEditsAreReadTheSameByAllOrRefused() {
    for (long seed : Seeds.of(200)) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = smallReport(seed, random.nextBoolean());
      for (int i = 0; i < 50; i++) {
        checkAgreement(edit(bytes, random), seed, i);
      }
    }
  }

  @Test
  void randomBytesBehindAGoodFrameAreReadTheSameByAllOrRefused() {
    byte[] frame = WireFormat.header(NodeReport.getClassSchema());
    for (long seed : Seeds.of(3_000)) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(10, 400)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] &= 0x0F;
        }
      }
      System.arraycopy(frame, 0, bytes, 0, frame.length);
      checkAgreement(bytes, seed, 0);
    }
  }

  @Test
  void randomBytesAreRefused() {
    for (long seed : Seeds.of(1_000)) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(1, 400)];
      random.nextBytes(bytes);
      bytes[0] = 0;
      assertThat(reason(bytes))
          .as(Seeds.describe(seed))
          .isEqualTo(RejectionReason.NOT_SINGLE_OBJECT);
    }
  }

  @Test
  void aCursorGoesOnAfterABadReport() {
    for (long seed : Seeds.of(20)) {
      RandomBoot boot = new RandomBoot(seed);
      byte[] bad = boot.next().bytes();
      RandomBoot.Report good = boot.next();
      assertThat(cursor.open(Arrays.copyOf(bad, bad.length - 1))).isNotNull();
      assertThat(SeenByCursor.read(cursor, good.bytes()).sortedChunks())
          .as(Seeds.describe(seed))
          .isEqualTo(good.expected().sortedChunks());
    }
  }

  /**
   * A report of a few hundred bytes with something in every array, so that all can be tried.
   *
   * @param listing whether it lists requests in flight
   */
  private static byte[] smallReport(long seed, boolean listing) {
    RandomBoot boot = new RandomBoot(seed);
    while (true) {
      RandomBoot.Report report = boot.next(25);
      if (report.expected().chunks().size() > 4
          && !report.expected().ended().isEmpty()
          && !report.expected().started().isEmpty()
          && listing == lists(report)) {
        return report.bytes();
      }
    }
  }

  private static boolean lists(RandomBoot.Report report) {
    List<String> inFlight = report.expected().inFlight();
    return !inFlight.isEmpty() && !inFlight.equals(Seen.NO_LIST);
  }

  private static byte[] edit(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(10, bytes.length);
    int length = random.nextInt(1, 9);
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] edited = bytes.clone();
        for (int i = at; i < Math.min(bytes.length, at + length); i++) {
          edited[i] = (byte) random.nextInt(256);
        }
        yield edited;
      }
      case 1 -> splice(bytes, at, Math.min(bytes.length, at + length), new byte[0]);
      case 2 -> {
        byte[] inserted = new byte[length];
        random.nextBytes(inserted);
        yield splice(bytes, at, at, inserted);
      }
      default -> splice(bytes, at, at + 1, HandEncoder.zigzag(random.nextLong()));
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] inserted) {
    byte[] edited = new byte[bytes.length - (to - from) + inserted.length];
    System.arraycopy(bytes, 0, edited, 0, from);
    System.arraycopy(inserted, 0, edited, from, inserted.length);
    System.arraycopy(bytes, to, edited, from + inserted.length, bytes.length - to);
    return edited;
  }

  private void checkAgreement(byte[] bytes, long seed, int step) {
    RejectionReason byCursor = reason(bytes);
    if (byCursor != null) {
      refused.merge(byCursor, 1, Integer::sum);
      return;
    }
    Seen seen = SeenByCursor.walk(cursor);
    String description = "step %d of %s";
    assertThat(SeenByRecord.read(codec.decode(bytes).orThrow()))
        .as(description, step, Seeds.describe(seed))
        .isEqualTo(seen);
    assertThat(SeenByRecord.readGeneric(bytes))
        .as(description, step, Seeds.describe(seed))
        .isEqualTo(seen);
  }

  /**
   * What the cursor says; and the codec, which knows less of what fields mean, may only take what
   * the cursor refuses as INVALID.
   */
  private @Nullable RejectionReason reason(byte[] bytes) {
    Rejection byCursor = cursor.open(bytes);
    Decoded<NodeReport> byCodec = codec.decode(bytes);
    if (byCursor == null) {
      return null;
    }
    assertThat(byCursor.detail()).isNotBlank();
    if (byCursor.reason() != RejectionReason.INVALID) {
      assertThat(byCodec).isInstanceOf(Decoded.Rejected.class);
      Rejection rejection = ((Decoded.Rejected<NodeReport>) byCodec).rejection();
      assertThat(rejection.reason()).isEqualTo(byCursor.reason());
    }
    return byCursor.reason();
  }
}
