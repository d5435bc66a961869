package io.tokenpace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.codec.BootIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunNameTest {
  private static final BootIdentity ONE = new BootIdentity(0, 1);
  private static final BootIdentity TWO = new BootIdentity(0, 2);

  @Test
  void isTheBeginningOfADigestOfBootsAndConfiguration() {
    // (printf '\0%.0s' {1..15}; printf '\1'; printf c0ffee) | sha256sum
    assertThat(RunName.of(List.of(ONE), "c0ffee")).isEqualTo("replay-e340e54d4fb1");
  }

  @Test
  void differsWithTheOrderOfTheFiles() {
    assertThat(RunName.of(List.of(ONE, TWO), "c0ffee"))
        .isNotEqualTo(RunName.of(List.of(TWO, ONE), "c0ffee"));
  }

  @Test
  void differsWithTheConfiguration() {
    assertThat(RunName.of(List.of(ONE), "c0ffee")).isNotEqualTo(RunName.of(List.of(ONE), "decaf"));
  }
}
