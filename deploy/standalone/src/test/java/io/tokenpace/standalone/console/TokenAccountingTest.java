package io.tokenpace.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenAccountingTest {
  @Test
  void addsIfEveryChunkWasWritten() {
    TokenAccounting accounting = new TokenAccounting(4_096, 4_096);

    assertThat(accounting.adds()).isTrue();
    assertThat(accounting.toLine()).isEqualTo("token events: written 4,096 = output chunks 4,096");
  }

  @Test
  void saysSoIfOneIsMissing() {
    TokenAccounting accounting = new TokenAccounting(2, 3);

    assertThat(accounting.adds()).isFalse();
    assertThat(accounting.toLine()).isEqualTo("token events: written 2 ≠ output chunks 3");
  }
}
