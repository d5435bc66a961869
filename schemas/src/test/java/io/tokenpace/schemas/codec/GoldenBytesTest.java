package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.FleetMetrics;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.TokenEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/**
 * The wire at version 0, as bytes that were committed. Until version 1 freezes it a changed schema
 * may change them: write the new bytes ({@code -Dtokenpace.golden=DIRECTORY}) and say why in the
 * commit. After that, bytes are only ever added.
 */
class GoldenBytesTest {
  /** CRC-64-AVRO of each schema's canonical form. */
  private static final Map<String, String> FINGERPRINTS =
      Map.of(
          "NodeReport", "995cb8d07ac231da",
          "TokenEvent", "b40738e86f9a730d",
          "FleetMetrics", "127b62baaf163ad8",
          "DeadLetter", "3686ee38815e70dc");

  @Test
  void nodeReportsAreReadAndWrittenAsBefore() {
    check("NodeReport", WireCodec.nodeReports(), GoldenRecords.nodeReport());
  }

  @Test
  void tokenEventsAreReadAndWrittenAsBefore() {
    check("TokenEvent", WireCodec.tokenEvents(), GoldenRecords.tokenEvent());
  }

  @Test
  void rowsOfResultsAreReadAndWrittenAsBefore() {
    check("FleetMetrics", WireCodec.fleetMetrics(), GoldenRecords.fleetMetrics());
  }

  @Test
  void deadLettersAreReadAndWrittenAsBefore() {
    check("DeadLetter", WireCodec.deadLetters(), GoldenRecords.deadLetter());
  }

  @Test
  void theCursorReadsTheGoldenReport() {
    byte[] bytes = golden("NodeReport");
    assertThat(SeenByCursor.read(new ReportCursor(), bytes))
        .isEqualTo(SeenByRecord.read(GoldenRecords.nodeReport()));
  }

  @Test
  void fingerprintsAreAsBefore() {
    assertThat(
            Map.of(
                "NodeReport", fingerprint("NodeReport"),
                "TokenEvent", fingerprint("TokenEvent"),
                "FleetMetrics", fingerprint("FleetMetrics"),
                "DeadLetter", fingerprint("DeadLetter")))
        .isEqualTo(FINGERPRINTS);
    assertThat(WireFormat.fingerprint(NodeReport.getClassSchema()))
        .isEqualTo(Long.parseUnsignedLong(FINGERPRINTS.get("NodeReport"), 16));
    assertThat(WireFormat.fingerprint(TokenEvent.getClassSchema()))
        .isEqualTo(Long.parseUnsignedLong(FINGERPRINTS.get("TokenEvent"), 16));
    assertThat(WireFormat.fingerprint(FleetMetrics.getClassSchema()))
        .isEqualTo(Long.parseUnsignedLong(FINGERPRINTS.get("FleetMetrics"), 16));
    assertThat(WireFormat.fingerprint(DeadLetter.getClassSchema()))
        .isEqualTo(Long.parseUnsignedLong(FINGERPRINTS.get("DeadLetter"), 16));
  }

  private static String fingerprint(String name) {
    return "%016x".formatted(SchemaNormalization.parsingFingerprint64(SeenByRecord.schema(name)));
  }

  private static <T extends SpecificRecordBase> void check(
      String name, WireCodec<T> codec, T expected) {
    writeIfAsked(name, codec.encode(expected));
    byte[] golden = golden(name);
    T read = codec.decode(golden).orThrow();
    assertThat(read).isEqualTo(expected);
    assertThat(codec.encode(read)).isEqualTo(golden);
  }

  private static byte[] golden(String name) {
    String resource = "golden/%s-v0.hex".formatted(name);
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeIfAsked(String name, byte[] bytes) {
    String directory = System.getProperty("tokenpace.golden");
    if (directory == null) {
      return;
    }
    String hex = HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n").strip() + "\n";
    try {
      Files.writeString(Path.of(directory, name + "-v0.hex"), hex);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
