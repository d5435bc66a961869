package io.tokenpace.agent.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestEvent.OutputTimes;
import io.tokenpace.agent.timeline.RequestEvent.TokenCounts;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.InputTokenSource;
import io.tokenpace.schemas.wire.TokenSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestPrinterTest {
  private static final long HOUR_MICROS = 3_600_000_000L;

  @Test
  void aFinishedRequestIsALineOfAtMostAHundredColumns() {
    String[] lines = printed(false).split("\n");

    assertThat(lines)
        .containsExactly(
            "UTC      MODEL                 TTFT ms              TPOT ms             "
                + "TOK IN TOK OUT  OUTCOME",
            "01:00:02 …3.1-8B-Instruct-x1   150.000 excellent    101.000 poor      "
                + "      12      11  completed",
            "01:00:02 …3.1-8B-Instruct-x1         -                    -           "
                + "      12       0  failed");
    assertThat(lines).allMatch(line -> line.length() <= 100);
  }

  @Test
  void coloursAreForTerminals() {
    assertThat(printed(true)).contains("\u001B[32mexcellent \u001B[0m", "\u001B[31mfailed");
  }

  private static String printed(boolean terminal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (RequestPrinter printer =
        new RequestPrinter(
            new PrintStream(bytes, false, StandardCharsets.UTF_8),
            terminal,
            micros -> micros + HOUR_MICROS)) {
      printer.offer(ended(true, new OutputTimes(150_000, 150_000, 1_160_000, -1), 11));
      printer.offer(ended(false, new OutputTimes(-1, -1, -1, -1), 0));
    }
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static RequestEvent.Ended ended(boolean finished, OutputTimes times, long output) {
    return new RequestEvent.Ended(
        0,
        new SeriesLabels("e", "meta/Llama-3.1-8B-Instruct-x1", "(none)", "(none)", "(none)"),
        2_000_000,
        0,
        EndCause.RESPONSE_COMPLETE,
        200,
        -1,
        finished,
        true,
        1,
        times,
        new TokenCounts(
            12, -1, output, output, -1, 1, InputTokenSource.USAGE, TokenSource.USAGE_DELTA),
        "stop",
        null,
        -1,
        0,
        null,
        null);
  }
}
