package io.tokenpace.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SetupTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Setup.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @Test
  void saysInOneLineWhatIsWrongWithItsInput() {
    assertThat(run("topics")).isEqualTo(2);
    assertThat(run("topics", "--bootstrap", "localhost:1", "--replication", "x")).isEqualTo(2);
    assertThat(run("topics", "--bootstrap", "localhost:1", "--partitions", "rows=2")).isEqualTo(2);
    assertThat(run("topics", "--bootstrap", "localhost:1", "--partitions", "many")).isEqualTo(2);
    assertThat(run("topics", "--bootstrap", "localhost:1", "--partitions", "0")).isEqualTo(2);
    assertThat(run("topics", "--bootstrap", "no port")).isEqualTo(2);
    assertThat(run("tables", "--jdbc-url", "jdbc:x:y", "--user", "u")).isEqualTo(2);
    assertThat(
            run(
                "tables",
                "--jdbc-url",
                "jdbc:postgresql:x",
                "--user",
                "u",
                "--password-file",
                "/no/such/file"))
        .isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(8).allMatch(line -> line.startsWith("setup: "));
  }

  @Test
  void everySubcommandExplainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(run("topics", "--help")).isZero();
    assertThat(out.toString()).contains("topics|tables|all", "--bootstrap", "--partitions");
  }

  @Test
  void saysInOneLineThatThereIsNoDatabase() {
    assertThat(run("tables", "--jdbc-url", "jdbc:postgresql://localhost:1/x", "--user", "u"))
        .isEqualTo(2);

    assertThat(err.toString().lines()).hasSize(1);
  }
}
