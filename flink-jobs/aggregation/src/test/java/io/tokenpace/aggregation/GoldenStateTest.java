package io.tokenpace.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.GpuPrice;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.View;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.GroupStateCodec;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.slice.SlicePartialCodec;
import io.tokenpace.aggregation.state.MetricSetCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.RollupStateCodec;
import io.tokenpace.aggregation.window.WindowRoller;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.OutputChunk;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.ReportSource;
import io.tokenpace.schemas.codec.ReportWriter;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.testing.LedgerCheck;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.DropCount;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.EngineCounter;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.EngineSample;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.InFlightRequest;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.ProducerState;
import io.tokenpace.schemas.wire.RequestEnd;
import io.tokenpace.schemas.wire.RequestStart;
import io.tokenpace.schemas.wire.TokenSource;
import io.tokenpace.schemas.wire.Vantage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What version 1 of each codec wrote, as bytes that were committed: savepoints hold such bytes.
 * {@code -Dtokenpace.golden=DIRECTORY} writes them anew, which is right only before a release.
 */
class GoldenStateTest {
  private static final long BASE_MICROS = 1_750_000_000_000_000L;
  private static final PipelineConfig CONFIG =
      PipelineConfig.DEFAULT
          .withView(View.VLLM_BENCH)
          .with(Goodput.DEFAULT, List.of(new GpuPrice("H100", 3_600_000_000L, 0)));
  private static final Run RUN = Run.live("golden", BASE_MICROS);

  private static final Map<String, VersionedCodec<?>> CODECS =
      Map.of(
          "MetricSet", new MetricSetCodec(),
          "SlicePartial", new SlicePartialCodec(),
          "GroupState", new GroupStateCodec(),
          "RollupState", new RollupStateCodec());

  private final List<SlicePartial> partials = new ArrayList<>();

  private final NodeFolder.Output output =
      new NodeFolder.Output() {
        @Override
        public void partial(SlicePartial partial) {
          partials.add(partial);
        }

        @Override
        public void wakeAt(long millis) {
          // The test says when event time has passed.
        }
      };

  @Test
  void nodeStateIsReadAndWrittenAsBefore() {
    check("GroupState", new GroupStateCodec(), groupState());
  }

  @Test
  void partialsAndMetricsAreReadAndWrittenAsBefore() {
    check("SlicePartial", new SlicePartialCodec(), fleetPartial());
    check("MetricSet", new MetricSetCodec(), fleetPartial().metrics());
  }

  @Test
  void rollupStateIsReadAndWrittenAsBefore() {
    WindowRoller roller = new WindowRoller(CONFIG, RUN);
    RollupState state = roller.newState();
    WindowRoller.Output rows =
        new WindowRoller.Output() {
          @Override
          public void row(WindowRow row) {
            assertThat(row.revision()).isZero();
            LedgerCheck.check(row.metrics());
          }

          @Override
          public void wakeAt(long millis) {
            // The test says when event time has passed.
          }
        };
    SlicePartial partial = fleetPartial();
    roller.add(state, partial, Long.MIN_VALUE, rows);
    long firstEnd = partial.sliceStartMillis() + 10_000;
    roller.advance(state, partial.key(), firstEnd - 1, rows);
    // After its row was issued, so that it is to be issued again.
    roller.add(state, partial, firstEnd, rows);

    check("RollupState", new RollupStateCodec(), state);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    byte[] golden = golden("SlicePartial");
    golden[0] = 9;

    assertThatThrownBy(() -> read(new SlicePartialCodec(), golden))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("partial: version 9 (expected: 1)");
  }

  @Test
  void bytesThatBreakOffAreNeverTakenForAValue() {
    CODECS.forEach(
        (name, codec) -> {
          byte[] golden = golden(name);
          for (int length = 0; length < golden.length; length++) {
            byte[] prefix = Arrays.copyOf(golden, length);
            assertThatThrownBy(() -> read(codec, prefix))
                .as("%s: %d of %d bytes", name, length, golden.length)
                .isInstanceOf(UncheckedIOException.class);
          }
        });
  }

  @Test
  void damagedBytesAreReadOrRefusedAndNothingElseHappens() {
    CODECS.forEach(
        (name, codec) -> {
          Random random = new Random(name.length());
          for (int round = 0; round < 3_000; round++) {
            byte[] damaged = golden(name);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
              assertThat(read(codec, damaged)).isNotNull();
            } catch (UncheckedIOException e) {
              assertThat(e.getCause()).as(name).isNotNull();
            }
          }
        });
  }

  /**
   * A boot that is over, with a missing report, requests of which only the start or the end came,
   * readings, a slice that was charged and one that is still open; and a boot that fell silent,
   * with a request it lists.
   */
  private GroupState groupState() {
    GroupState state = new GroupState();
    NodeFolder folder = new NodeFolder(CONFIG, RUN);
    for (int sequence : new int[] {0, 2}) {
      folder.offer(state, report(sequence), Long.MIN_VALUE, output);
    }
    folder.advance(state, BASE_MICROS / 1_000 + 9_999, output);
    folder.offer(state, report(3), BASE_MICROS / 1_000 + 9_999, output);
    folder.offer(state, listing(), BASE_MICROS / 1_000 + 9_999, output);
    folder.advance(state, BASE_MICROS / 1_000 + 44_000, output);
    return state;
  }

  private SlicePartial fleetPartial() {
    groupState();
    return partials.stream()
        .filter(partial -> partial.key().rollup().equals("fleet"))
        .findFirst()
        .orElseThrow();
  }

  private static ReportWriter writer(BootIdentity boot) {
    return new ReportWriter(
        new ReportSource(
            new ReportLabels("node-1", "agent", "group-1", "eu", "c1", "p1"),
            List.of(new Gpu("GPU-1", "H100", "e")),
            Vantage.ENGINE,
            EngineRole.AGGREGATED,
            boot));
  }

  /** Not the first report of its boot, so that what came before may still come. */
  private static byte[] listing() {
    ReportWriter writer = writer(new BootIdentity(1, 3));
    writer.begin(BASE_MICROS);
    writer.finish(BASE_MICROS, ProducerState.RUNNING);
    writer.begin(BASE_MICROS + 13_000_000);
    int series = writer.series(new SeriesLabels("e", "m", "(none)", "t", "w"));
    writer.ended(ended(series));
    byte[] report = writer.finish(BASE_MICROS + 13_100_000, ProducerState.RUNNING);
    WireCodec<NodeReport> codec = WireCodec.nodeReports();
    return codec.encode(
        NodeReport.newBuilder(codec.decode(report).orThrow())
            .setInFlight(List.of(new InFlightRequest(4L, series, -1_000L, 6L)))
            .build());
  }

  private static byte[] report(int sequence) {
    ReportWriter writer = writer(new BootIdentity(1, 2));
    for (int skipped = 0; skipped < sequence; skipped++) {
      writer.begin(BASE_MICROS);
      writer.finish(BASE_MICROS, ProducerState.RUNNING);
    }
    boolean last = sequence == 3;
    long base = BASE_MICROS + (last ? 12_000_000 : 200_000L * sequence);
    writer.begin(base);
    int series = writer.series(new SeriesLabels("e", "m", "(none)", "t", "w"));
    if (sequence == 0) {
      writer.started(started(series));
    }
    long time = base + 1_000;
    writer.chunk(chunk(series, 2L * sequence, time, 30_000));
    writer.chunk(chunk(series, 2L * sequence + 1, time + 777, 777));
    if (last) {
      writer.ended(ended(series));
    }
    return read(writer.finish(time + 777, last ? ProducerState.FINAL : ProducerState.RUNNING));
  }

  /** A report with a reading of each kind; of one gauge and one counter, as maps have no order. */
  private static byte[] read(byte[] report) {
    WireCodec<NodeReport> codec = WireCodec.nodeReports();
    NodeReport said = codec.decode(report).orThrow();
    long count = 100 + said.getSequence();
    return codec.encode(
        NodeReport.newBuilder(said)
            .setEngineSamples(List.of(new EngineSample("e", "queue_depth", "count", 500L, count)))
            .setEngineCounters(
                List.of(
                    new EngineCounter(
                        "e", "preemptions", "count", BASE_MICROS - 5, 600L, 3 * count)))
            .setDrops(List.of(new DropCount("ring_full", count)))
            .build());
  }

  private static RequestStart started(int series) {
    return RequestStart.newBuilder()
        .setRequest(8)
        .setSeries(series)
        .setAcceptedOffsetMicros(500)
        .setStreaming(true)
        .setOperation("chat")
        .setChoices(1)
        .setPrompts(1)
        .build();
  }

  private static RequestEnd ended(int series) {
    return RequestEnd.newBuilder()
        .setRequest(9)
        .setSeries(series)
        .setEndCause(EndCause.CLIENT_LEFT)
        .setAllChoicesFinished(false)
        .setStreaming(true)
        .setChoices(1)
        .setAcceptedOffsetMicros(-5_000_000)
        .setEndOffsetMicros(1_500)
        .setEndSinceMicros(5_001_500)
        .setCountedOutputTokens(0)
        .setInputTokenSource(InputTokenSource.USAGE)
        .setOutputTokenSource(TokenSource.TOKEN_IDS)
        .build();
  }

  private static OutputChunk chunk(int series, long index, long timeMicros, long sinceMicros) {
    boolean first = index == 0;
    return new OutputChunk(
        7,
        series,
        0,
        index,
        timeMicros,
        sinceMicros,
        2,
        ChunkKind.ANSWER,
        TokenSource.TOKEN_IDS,
        first,
        first ? sinceMicros : OutputChunk.ABSENT,
        first ? 29_000 : OutputChunk.ABSENT);
  }

  private static <T> void check(String name, VersionedCodec<T> codec, T value) {
    byte[] written = write(codec, value);
    writeIfAsked(name, written);
    byte[] golden = golden(name);
    assertThat(written).isEqualTo(golden);
    assertThat(write(codec, read(codec, golden))).isEqualTo(golden);
    assertThat(write(codec, codec.copy(value))).isEqualTo(golden);
  }

  private static <T> byte[] write(VersionedCodec<T> codec, T value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      codec.write(value, new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(VersionedCodec<T> codec, byte[] bytes) {
    try {
      return codec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] golden(String name) {
    String resource = "golden/%s-v1.hex".formatted(name);
    try (InputStream in = GoldenStateTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeIfAsked(String name, byte[] bytes) {
    String directory = System.getProperty("tokenpace.golden");
    if (directory != null) {
      String hex = HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n").strip() + "\n";
      try {
        Files.writeString(Path.of(directory, name + "-v1.hex"), hex);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
