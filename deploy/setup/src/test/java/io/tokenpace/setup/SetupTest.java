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

    assertThat(retain("jdbc:postgresql:x", "--live-days", "0")).isEqualTo(2);
    assertThat(retain("jdbc:postgresql:x", "--rolling-hours", "-1")).isEqualTo(2);
    assertThat(retain("jdbc:postgresql:x", "--days-ahead", "367")).isEqualTo(2);
    assertThat(retain("jdbc:x:y", "--live-days", "1")).isEqualTo(2);
    assertThat(run("delete-run", "--jdbc-url", "jdbc:postgresql:x", "--user", "u")).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).hasSize(13).allMatch(line -> line.startsWith("setup: "));
  }

  private int retain(String jdbcUrl, String option, String value) {
    return run("retain", "--jdbc-url", jdbcUrl, "--user", "u", option, value);
  }

  @Test
  void everySubcommandExplainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(run("topics", "--help")).isZero();
    assertThat(out.toString())
        .contains("topics|tables|all|retain|delete-run", "--bootstrap", "--partitions");
  }

  @Test
  void saysInOneLineThatThereIsNoDatabase() {
    assertThat(run("tables", "--jdbc-url", "jdbc:postgresql://localhost:1/x", "--user", "u"))
        .isEqualTo(2);
    assertThat(retain("jdbc:postgresql://localhost:1/x", "--live-days", "1")).isEqualTo(2);

    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("setup: PostgreSQL: "));
  }
}
