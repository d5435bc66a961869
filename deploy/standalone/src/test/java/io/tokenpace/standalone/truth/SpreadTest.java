package io.tokenpace.standalone.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void takesTheNearestRank() {
    Spread spread = new Spread();
    for (long value = 2_000; value >= 1; value--) {
      spread.add(value);
    }

    assertThat(spread.count()).isEqualTo(2_000);
    assertThat(spread.at(500)).isEqualTo(1_000);
    assertThat(spread.at(990)).isEqualTo(1_980);
    assertThat(spread.at(1_000)).isEqualTo(2_000);
    // The rank is at least the first.
    assertThat(spread.at(0)).isEqualTo(1);
  }

  @Test
  void roundsRanksUp() {
    Spread spread = new Spread();
    spread.add(30);
    spread.add(10);
    spread.add(20);

    assertThat(spread.at(333)).isEqualTo(10);
    assertThat(spread.at(334)).isEqualTo(20);
    spread.add(5);
    assertThat(spread.at(250)).isEqualTo(5);
  }
}
