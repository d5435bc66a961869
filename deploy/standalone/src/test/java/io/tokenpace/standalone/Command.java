package io.tokenpace.standalone;

import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/** Runs the command inside the test's process. */
final class Command {
  private final Printed out = new Printed();
  private final Printed err = new Printed();

  /** Two requests that succeeded and one that failed. */
  static Path trace() {
    try {
      return Path.of(
          Objects.requireNonNull(Command.class.getResource("three-requests.json")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  int run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return Up.commandLine(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            System::nanoTime)
        .execute(texts);
  }

  String out() {
    return out.text();
  }

  /** Waits until its output holds a pattern; returns what its first group holds. */
  String await(Pattern pattern, Duration atMost) throws InterruptedException {
    return out.await(pattern, atMost);
  }

  String err() {
    return err.text();
  }
}
