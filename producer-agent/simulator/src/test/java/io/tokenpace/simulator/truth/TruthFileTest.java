package io.tokenpace.simulator.truth;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.simulator.answer.TokenKind;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TruthFileTest {
  @Test
  void saysAtItsEndThatTheDiskWasFull() {
    TruthFile file = TruthFile.create(Path.of("/dev/full"));
    RequestTruth request =
        new RequestTruth("a", "chat", new RequestTruth.Labels("r", "m", "", ""), 1);
    request.frame(0, 1, TokenKind.ANSWER, 2);

    file.ended(request, new RequestEnd(Ending.COMPLETED, 3, 200, 1, 0, List.of("stop")));

    assertThatThrownBy(file::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("/dev/full: ");
  }
}
