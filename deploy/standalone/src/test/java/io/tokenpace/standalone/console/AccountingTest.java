package io.tokenpace.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountingTest {
  @Test
  void addsIfEveryReportIsAccountedFor() {
    Accounting accounting = new Accounting(1_010, 1_000, 5, 3, 2);

    assertThat(accounting.adds()).isTrue();
    assertThat(accounting.toLine())
        .isEqualTo("reports: sent 1,010 = folded 1,000 + duplicate 5 + late 3 + dead 2");
  }

  @Test
  void saysSoIfOneIsMissing() {
    Accounting accounting = new Accounting(2, 1, 0, 0, 0);

    assertThat(accounting.adds()).isFalse();
    assertThat(accounting.toLine())
        .isEqualTo("reports: sent 2 ≠ folded 1 + duplicate 0 + late 0 + dead 0");
  }
}
