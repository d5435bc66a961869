package io.tokenpace.aggregation.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.aggregation.config.Goodput;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.config.WindowSpec;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.metrics.MetricSet;
import io.tokenpace.schemas.testing.LedgerCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Windows of 30 s every 10 s, slices of 10 s, 60 s of allowed lateness. */
class WindowRollerTest {
  private static final RollupKey KEY = new RollupKey("fleet", "{}");
  private static final Run LIVE = Run.live("live", 0);
  private static final Run BOUNDED = Run.bounded("bounded", 0, 1_000_000);

  private static PipelineConfig config(WindowSpec... windows) {
    return new PipelineConfig(
        10_000,
        List.of(windows),
        30_000,
        60_000,
        PipelineConfig.DEFAULT.rollups(),
        PipelineConfig.DEFAULT.bounds(),
        PipelineConfig.DEFAULT.views(),
        Goodput.DEFAULT,
        List.of());
  }

  /** Drives one key's roller, and notes each row as {@code end: tokens, revision}. */
  private static final class Key implements WindowRoller.Output {
    private final WindowRoller roller;
    private RollupState state;
    private final TreeSet<Long> wakeUps = new TreeSet<>();
    private final List<String> rows = new ArrayList<>();
    private final List<WindowRow> whole = new ArrayList<>();
    private long watermarkMillis = Long.MIN_VALUE;

    Key(Run run, WindowSpec... windows) {
      roller = new WindowRoller(config(windows), run);
      state = roller.newState();
    }

    Key(Run run) {
      this(run, new WindowSpec(30_000, 10_000));
    }

    boolean add(long sliceStartMillis, long tokens) {
      MetricSet metrics = new MetricSet();
      metrics.add(Counter.OUTPUT_TOKENS, tokens);
      return roller.add(
          state, new SlicePartial(KEY, sliceStartMillis, metrics), watermarkMillis, this);
    }

    void advance(long millis) {
      watermarkMillis = millis;
      while (!wakeUps.isEmpty() && wakeUps.first() <= millis) {
        roller.advance(state, KEY, wakeUps.pollFirst(), this);
      }
    }

    @Override
    public void row(WindowRow row) {
      LedgerCheck.check(row.metrics());
      whole.add(row);
      rows.add(
          "%d: %d, %d"
              .formatted(
                  row.endMillis(), row.metrics().get(Counter.OUTPUT_TOKENS), row.revision()));
    }

    @Override
    public void wakeAt(long millis) {
      wakeUps.add(millis);
    }

    List<String> newRows() {
      List<String> seen = List.copyOf(rows);
      rows.clear();
      return seen;
    }
  }

  @Test
  void aRowIsTheSumOfTheSlicesOfItsWindow() {
    Key key = new Key(BOUNDED);

    key.add(0, 1);
    key.add(10_000, 10);
    key.add(10_000, 5);
    key.add(50_000, 100);
    key.advance(Long.MAX_VALUE);

    assertThat(key.newRows())
        .containsExactly(
            "10000: 1, 0",
            "20000: 16, 0",
            "30000: 16, 0",
            "40000: 15, 0",
            // [20 s, 50 s) saw nothing: no row
            "60000: 100, 0",
            "70000: 100, 0",
            "80000: 100, 0");
  }

  @Test
  void aRowIsDueWithTheLastMillisecondOfItsWindow() {
    Key key = new Key(BOUNDED);
    key.add(0, 1);

    key.advance(9_998);
    assertThat(key.newRows()).isEmpty();
    key.advance(9_999);
    assertThat(key.newRows()).containsExactly("10000: 1, 0");
  }

  @Test
  void windowsOfSeveralLengthsAreRolledSideBySide() {
    Key key = new Key(BOUNDED, new WindowSpec(20_000, 10_000), new WindowSpec(60_000, 30_000));

    key.add(20_000, 1);
    key.add(30_000, 2);
    key.advance(Long.MAX_VALUE);

    assertThat(key.whole)
        .extracting(
            row ->
                "%d to %d: %d"
                    .formatted(
                        row.window().lengthMillis(),
                        row.endMillis(),
                        row.metrics().get(Counter.OUTPUT_TOKENS)))
        .containsExactlyInAnyOrder(
            "20000 to 30000: 1",
            "20000 to 40000: 3",
            "20000 to 50000: 2",
            "60000 to 30000: 1",
            "60000 to 60000: 3",
            "60000 to 90000: 2");
  }

  @Test
  void everyRowKnowsTheGroupsThatAreOnAndNoOthers() {
    Key key = new Key(BOUNDED);
    key.add(0, 1);
    key.advance(9_999);

    MetricSet metrics = key.whole.get(0).metrics();
    assertThat(MetricGroup.ALL)
        .filteredOn(metrics::knows)
        .containsExactly(MetricGroup.CORE, MetricGroup.BANDS, MetricGroup.GOODPUT);
  }

  @Test
  void rowsTouchedLateAreIssuedAgainOnceAtTheNextSlide() {
    Key key = new Key(LIVE);
    key.add(0, 1);
    key.advance(23_000);
    assertThat(key.newRows()).containsExactly("10000: 1, 0", "20000: 1, 0");

    key.add(0, 10);
    key.add(0, 100);
    key.advance(29_998);
    assertThat(key.newRows()).isEmpty();
    key.advance(29_999);
    assertThat(key.newRows()).containsExactly("30000: 111, 0", "10000: 111, 1", "20000: 111, 1");

    key.add(10_000, 1_000);
    key.advance(39_999);
    assertThat(key.newRows()).containsExactly("40000: 1000, 0", "20000: 1111, 2", "30000: 1111, 1");
  }

  @Test
  void aLiveKeyThatFallsSilentSaysSoOnceAndABoundedOneNever() {
    Key live = new Key(LIVE);
    Key bounded = new Key(BOUNDED);

    live.add(0, 7);
    live.advance(Long.MAX_VALUE);
    bounded.add(0, 7);
    bounded.advance(Long.MAX_VALUE);

    assertThat(live.newRows())
        .containsExactly("10000: 7, 0", "20000: 7, 0", "30000: 7, 0", "40000: 0, 0");
    assertThat(bounded.newRows()).containsExactly("10000: 7, 0", "20000: 7, 0", "30000: 7, 0");
  }

  @Test
  void aLiveKeySaysThatItFellSilentOnlyWithinItsRun() {
    Key until = new Key(Run.liveUntil("until", 0, 40_000_000));
    Key shorter = new Key(Run.liveUntil("shorter", 0, 39_999_999));

    until.add(0, 7);
    until.advance(Long.MAX_VALUE);
    shorter.add(0, 7);
    shorter.advance(Long.MAX_VALUE);

    assertThat(until.newRows()).hasSize(4).endsWith("40000: 0, 0");
    assertThat(shorter.newRows()).containsExactly("10000: 7, 0", "20000: 7, 0", "30000: 7, 0");
  }

  @Test
  void aZeroRowThatTurnsOutWrongIsReplaced() {
    Key key = new Key(LIVE);
    key.add(0, 7);
    key.advance(40_000);
    assertThat(key.newRows()).endsWith("40000: 0, 0");

    key.add(30_000, 1);
    key.advance(Long.MAX_VALUE);

    assertThat(key.newRows())
        .containsExactly("50000: 1, 0", "40000: 1, 1", "60000: 1, 0", "70000: 0, 0");
  }

  @Test
  void silenceAfterDataThatCameLateIsSaidLate() {
    Key key = new Key(LIVE);
    key.advance(75_000);

    key.add(20_000, 1);
    key.advance(Long.MAX_VALUE);

    assertThat(key.newRows())
        .containsExactly("30000: 1, 0", "40000: 1, 0", "50000: 1, 0", "60000: 0, 0");
  }

  @Test
  void aClosedRowIsNotTouchedButTheOpenOnesOfTheSamePaneAre() {
    Key key = new Key(LIVE);
    key.add(0, 1);
    // 60 s after the end of the first row; the rows that end at 20 s and 30 s still take something
    key.advance(70_000);
    key.newRows();

    assertThat(key.add(0, 10)).isTrue();
    key.advance(79_999);

    assertThat(key.newRows()).containsExactly("20000: 11, 1", "30000: 11, 1");
  }

  @Test
  void aRowIsIssuedAgainWithAllItsPanesOrNotAtAll() {
    Key key = new Key(LIVE);
    key.add(0, 1);
    key.add(10_000, 10);
    key.add(20_000, 100);
    // the last moment at which the row that ends at 30 s takes anything
    key.advance(89_999);
    key.newRows();

    key.add(20_000, 1_000);
    key.advance(99_999);

    assertThat(key.newRows()).containsExactly("30000: 1111, 1", "40000: 1110, 1", "50000: 1100, 1");
  }

  @Test
  void whatNoRowTakesIsRefused() {
    Key key = new Key(LIVE);
    key.advance(89_999);
    assertThat(key.add(0, 1)).isTrue();
    key.advance(90_000);
    assertThat(key.add(0, 1)).isFalse();
    key.advance(Long.MAX_VALUE);

    assertThat(key.newRows()).containsExactly("30000: 1, 0", "40000: 0, 0");
  }

  @Test
  void onceAllIsOverNothingIsKept() {
    for (Run run : List.of(LIVE, BOUNDED)) {
      Key key = new Key(run, new WindowSpec(30_000, 10_000), new WindowSpec(120_000, 60_000));
      key.add(0, 1);
      key.advance(45_000);
      key.add(10_000, 1);
      key.add(130_000, 1);
      assertThat(key.state.isEmpty()).isFalse();

      key.advance(Long.MAX_VALUE);

      assertThat(key.state.isEmpty()).as(run.name()).isTrue();
      assertThat(key.wakeUps).isEmpty();
    }
  }

  @Test
  void panesAreForgottenWhileTheRunGoesOn() {
    Key key = new Key(LIVE);
    for (long slice = 0; slice < 10_000_000; slice += 10_000) {
      key.add(slice, 1);
      key.advance(slice + 11_000);
    }

    // 3 panes of the last row, 6 of the lateness, the one being filled, and a slide to be issued
    assertThat(key.state.windows.get(0).panes).hasSizeLessThanOrEqualTo(11);
    assertThat(key.state.windows.get(0).issued).hasSizeLessThanOrEqualTo(11);
    assertThat(key.wakeUps).hasSizeLessThan(50);
  }

  @Test
  void givenPartialsStayAsTheyAre() {
    Key key = new Key(BOUNDED);
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.OUTPUT_TOKENS, 3);
    SlicePartial partial = new SlicePartial(KEY, 0, metrics);

    key.roller.add(key.state, partial, Long.MIN_VALUE, key);
    key.roller.add(key.state, partial, Long.MIN_VALUE, key);

    assertThat(metrics.get(Counter.OUTPUT_TOKENS)).isEqualTo(3);
  }
}
