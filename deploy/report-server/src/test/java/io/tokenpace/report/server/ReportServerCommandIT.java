package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.report.testing.ServerFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as whoever runs it meets it. */
@Timeout(120)
class ReportServerCommandIT {
  private static final String PREFIX = "report-server  ";

  @TempDir Path directory;

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dlogback.configurationFile=logback-report-server.xml", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ReportServerCommand.class.getName());
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
  }

  private static URI address(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    assertThat(line).startsWith(PREFIX);
    return URI.create(line.substring(PREFIX.length()));
  }

  private static HttpResponse<InputStream> ask(URI address, String... header)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (header.length > 0) {
      request.headers(header);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private List<String> errors() throws IOException {
    return Files.readAllLines(directory.resolve("errors"));
  }

  @Test
  void servesUntilItIsToldToStopAndThenEndsStreamsAndItself() throws Exception {
    String token = "0123456789abcdef0123456789abcdef";
    Path tokenFile = Files.writeString(directory.resolve("token"), token + "\n");
    Path passwordFile = Files.writeString(directory.resolve("password"), "unused\n");
    try (ServerFixture fixture = ServerFixture.start()) {
      Process process =
          start(
              "--database-url",
              fixture.postgres().getJdbcUrl("postgres", "postgres"),
              "--database-user",
              "postgres",
              "--database-password-file",
              passwordFile.toString(),
              "--token-file",
              tokenFile.toString(),
              "--port",
              "0");
      try {
        URI address = address(process);
        assertThat(ask(address.resolve("api/runs")).statusCode()).isEqualTo(401);
        String[] authorized = {"Authorization", "Bearer " + token};
        HttpResponse<InputStream> report =
            ask(address.resolve("api/report?metrics=requests_completed"), authorized);
        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(new String(report.body().readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"requests_completed\":120");
        assertThat(ask(address, authorized).statusCode()).isEqualTo(200);
        InputStream body = ask(address.resolve("api/live"), authorized).body();
        try (BufferedReader stream =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
          String line = stream.readLine();
          while (!line.equals("event: windows")) {
            line = stream.readLine();
          }

          process.destroy();

          assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
          assertThat(process.exitValue()).isZero();
          // An end, and not a connection that breaks.
          assertThat(stream.lines().toList()).isNotEmpty();
        }
        assertThat(errors())
            .singleElement()
            .asString()
            .contains("--database-user: may write to rolling_rows, runs, tumbling_rows");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void startsWithoutItsDatabaseAndSaysSoOnce() throws Exception {
    Process process =
        start(
            "--database-url=jdbc:postgresql://127.0.0.1:1/none",
            "--database-user=nobody",
            "--port=0");
    try {
      URI address = address(process);
      for (int i = 0; i < 2; i++) {
        assertThat(ask(address.resolve("api/runs")).statusCode()).isEqualTo(503);
        assertThat(ask(address.resolve("readyz")).statusCode()).isEqualTo(503);
      }
      assertThat(ask(address.resolve("livez")).statusCode()).isEqualTo(200);
      assertThat(ask(address).statusCode()).isEqualTo(200);

      process.destroy();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(errors())
          .singleElement()
          .asString()
          .contains("database: ")
          .contains("(expected: one that answers; until then requests are answered 503)");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortThatIsTakenIsOneLineAndStatus2() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process =
          start(
              "--database-url=jdbc:postgresql://127.0.0.1:1/none",
              "--database-user=nobody",
              "--port=" + taken.getLocalPort());
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        // What was found out before may be said, too.
        assertThat(errors()).hasSize(2);
        assertThat(errors().get(0)).contains("database: ");
        assertThat(errors().get(1))
            .isEqualTo(
                "report-server: --bind: 127.0.0.1, port %d (expected: an address of this machine"
                    + " and a free port)",
                taken.getLocalPort());
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
