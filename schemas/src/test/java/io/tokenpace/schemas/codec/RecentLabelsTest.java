package io.tokenpace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentLabelsTest {
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
