package io.tokenpace.standalone.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void endsInOrderWhenItIsAskedTo() throws Exception {
    try (ChildProcess child = start("ready →", "stay")) {
      assertThat(child.awaitLine("ready", LONG)).isEqualTo("ready →");
      assertThat(child.diedByItself()).isFalse();

      child.terminate();

      assertThat(child.awaitEnd(LONG)).isTrue();
      assertThat(child.diedByItself()).isFalse();
      // All of its output is kept, what it says at its end included.
      child.awaitOutput();
      assertThat(output()).content().isEqualTo("first\nready →\nbye\n");
    }
  }

  @Test
  void tellsThatItDiedByItself() throws Exception {
    try (ChildProcess child = start("ready", "stay")) {
      child.awaitLine("ready", LONG);

      ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();

      assertThat(child.awaitEnd(LONG)).isTrue();
      assertThat(child.diedByItself()).isTrue();
      assertThat(child.exitStatus()).isEqualTo(128 + 9);
      // Too late to have been asked.
      child.terminate();
      assertThat(child.diedByItself()).isTrue();
    }
  }

  @Test
  void saysWhatItSaidLastIfItEndsBeforeItIsReady() throws Exception {
    try (ChildProcess child = start("no such port", "3")) {
      assertThatThrownBy(() -> child.awaitLine("ready", LONG))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "child: ended, its last line: bye (expected: a line that begins with 'ready')");
      assertThat(child.awaitEnd(LONG)).isTrue();
      assertThat(child.exitStatus()).isEqualTo(3);
    }
  }

  @Test
  void leavesCtrlCToItsParent() throws Exception {
    try (ChildProcess child = start("ready", "stay")) {
      child.awaitLine("ready", LONG);

      for (String signal : List.of("-INT", "-HUP")) {
        Process kill =
            new ProcessBuilder("kill", signal, Long.toString(child.pid())).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
      }
      child.terminate();

      // Had a signal before ended it, it would have died by itself.
      assertThat(child.awaitEnd(LONG)).isTrue();
      assertThat(child.exitStatus()).isEqualTo(128 + 15);
    }
  }

  @Test
  void endsWithItsParentEvenIfThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentOfAChild.class.getName(),
                output().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

      parent.destroyForcibly();

      assertThat(child.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  private ChildProcess start(String line, String end) throws IOException {
    return ChildProcess.start(
        "child", List.of("-Xmx32m"), output(), FakeChild.class.getName(), List.of(line, end));
  }

  private Path output() {
    return directory.resolve("child.log");
  }
}
