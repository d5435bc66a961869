package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentValuesTest {
  @Test
  void readsEveryTextAsItIsHoweverManyCameBefore() {
    ReportCursor cursor = new ReportCursor();
    for (int number = 0; number < 3_000; number++) {
      String engine = "ü" + number;
      byte[] record =
          new HandReport()
              .set("engineSamples", e -> e.number(1).text(engine, "q", "count").number(0, 1, 0))
              .record();
      assertThat(cursor.open(record)).isNull();
      for (int again = 0; again < 2; again++) {
        EngineSampleCursor sample = cursor.engineSamples();
        assertThat(sample.next()).isTrue();
        assertThat(sample.engine()).isEqualTo(engine);
        assertThat(sample.name()).isEqualTo("q");
        assertThat(sample.next()).isFalse();
      }
    }
  }

  @Test
  void readsEveryLabelSetAsItIsHoweverManyCameBefore() {
    ReportCursor cursor = new ReportCursor();
    for (int round = 0; round < 2; round++) {
      for (int number = 0; number < 3_000; number++) {
        String tenant = "t" + number;
        byte[] record =
            new HandReport()
                .set("series", e -> e.number(1).text("e", "mü", "b", tenant, "w").number(0))
                .record();
        for (int again = 0; again < 2; again++) {
          assertThat(cursor.open(record)).isNull();
          assertThat(cursor.series(0)).isEqualTo(new SeriesLabels("e", "mü", "b", tenant, "w"));
        }
      }
    }
  }
}
