package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command is told and cannot do: one line that says what was expected, and status 2. */
@Timeout(60)
class ReportServerCommandTest {
  private static final String URL = "--database-url=jdbc:postgresql://127.0.0.1:1/none";
  private static final String USER = "--database-user=nobody";

  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(directory.resolve("short"), "too-short\n");
    Files.writeString(directory.resolve("empty"), "");
    Files.writeString(directory.resolve("spaces"), "0123456789abcdef 0123456789abcdef\n");
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(directory.resolve("good"), "0123456789abcdef0123456789abcdef\n");
  }

  /** What the command complains, after it ended with status 2. */
  private String complaint(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        ReportServerCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    assertThat(command.execute(arguments)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(1);
    return err.toString().strip().replace(directory.toString(), "DIR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=65536|--port: 65536 (expected: 0 to 65535)",
        "--port=-1|--port: -1 (expected: 0 to 65535)",
        "--port=x|Invalid value for option '--port': 'x' is not an int",
        "--nope|Unknown option: '--nope'",
        "nope|Unmatched argument at index 2: 'nope'",
        "--bind=0.0.0.0|--bind: 0.0.0.0 (expected: a loopback address, or --token-file beside it)",
        "--bind=::|--bind: :: (expected: a loopback address, or --token-file beside it)",
        "--bind=10.1.2.3|--bind: 10.1.2.3 (expected: a loopback address, or --token-file beside it)",
        "--token-file=DIR/short|--token-file: 9 characters (expected: at least 32, visible ASCII,"
            + " in its first line)",
        "--token-file=DIR/empty|--token-file: 0 characters (expected: at least 32, visible ASCII,"
            + " in its first line)",
        "--token-file=DIR/spaces|--token-file: 33 characters (expected: at least 32, visible"
            + " ASCII, in its first line)",
        "--token-file=DIR/missing|--token-file: DIR/missing (expected: a readable text file)",
        "--token-file=DIR|--token-file: DIR (expected: a readable text file)",
        "--token-file=DIR/binary|--token-file: DIR/binary (expected: a readable text file)",
        "--database-password-file=DIR/missing|--database-password-file: DIR/missing (expected: a"
            + " readable text file)",
        "--kafka=|--kafka:  (expected: brokers as HOST:PORT that can be found)",
        "--kafka=nope|--kafka: nope (expected: brokers as HOST:PORT that can be found)",
        "--kafka=127.0.0.1:x|--kafka: 127.0.0.1:x (expected: brokers as HOST:PORT that can be"
            + " found)",
      })
  void oneLineSaysWhatWasExpected(String option, String complaint) {
    assertThat(complaint(URL, USER, option.replace("DIR", directory.toString())))
        .isEqualTo("report-server: " + complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:mysql://localhost/x",
    "postgresql://localhost/x",
    "jdbc:postgresql",
    "jdbc:postgresql://localhost:x/db",
    "jdbc:postgresql://localhost:99999/db",
  })
  void aDatabaseHasToBeOneOfPostgresql(String url) {
    assertThat(complaint("--database-url=" + url, USER))
        .isEqualTo(
            "report-server: --database-url: %s (expected: jdbc:postgresql://HOST:PORT/DATABASE)",
            url);
  }

  @Test
  void whatHasToBeGivenIsNamed() {
    assertThat(complaint(USER))
        .isEqualTo("report-server: Missing required option: '--database-url=URL'");
    assertThat(complaint()).contains("--database-url=URL", "--database-user=NAME");
  }

  @Test
  void anAddressThatIsTakenOrNotThisMachinesIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(complaint(URL, USER, "--port=" + taken.getLocalPort()))
          .isEqualTo(
              "report-server: --bind: 127.0.0.1, port %d (expected: an address of this machine and"
                  + " a free port)",
              taken.getLocalPort());
    }
    String token = "--token-file=" + directory.resolve("good");
    for (String bind : List.of("203.0.113.1", "no.such.host.invalid")) {
      assertThat(complaint(URL, USER, "--port=0", token, "--bind=" + bind))
          .isEqualTo(
              "report-server: --bind: %s, port 0 (expected: an address of this machine and a free"
                  + " port)",
              bind);
    }
  }

  @Test
  void helpNamesEveryOption() {
    StringWriter out = new StringWriter();
    CommandLine command = ReportServerCommand.commandLine().setOut(new PrintWriter(out, true));
    assertThat(command.execute("--help")).isZero();
    assertThat(out.toString())
        .contains(
            Stream.of("url", "user", "password-file").map(name -> "--database-" + name).toList())
        .contains("--port", "--bind", "--host", "--token-file", "--kafka", "--topic-prefix");
  }
}
