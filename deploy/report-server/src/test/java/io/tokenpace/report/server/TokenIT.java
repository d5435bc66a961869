package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.report.api.ApiLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A server with a token, over a database that never answers. */
class TokenIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static ServerConfig config(String bind, @Nullable String token) {
    return new ServerConfig(
        bind,
        0,
        Set.of(),
        token,
        "jdbc:postgresql://127.0.0.1:1/none",
        "nobody",
        null,
        null,
        "tokenpace.",
        ApiLimits.USUAL);
  }

  private static HttpResponse<String> get(ReportServer server, String path, String... header)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
    if (header.length > 0) {
      request.headers(header);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void onlyWhoKnowsTheTokenIsAnswered() throws Exception {
    try (ReportServer server = ReportServer.start(config("127.0.0.1", TOKEN))) {
      assertThat(get(server, "api/dictionary").statusCode()).isEqualTo(401);
      assertThat(get(server, "metrics").statusCode()).isEqualTo(401);
      assertThat(get(server, "livez").statusCode()).isEqualTo(200);
      assertThat(get(server, "?token=" + TOKEN + "x").statusCode()).isEqualTo(401);
      assertThat(get(server, "api/dictionary", "Authorization", "Bearer x").statusCode())
          .isEqualTo(401);
      assertThat(get(server, "api/dictionary", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);

      HttpResponse<String> entered = get(server, "?token=" + TOKEN);
      assertThat(entered.statusCode()).isEqualTo(303);
      assertThat(entered.headers().firstValue("Location")).hasValue("/");
      String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
      assertThat(
              get(server, "api/dictionary", "Cookie", cookie.substring(0, cookie.indexOf(';')))
                  .statusCode())
          .isEqualTo(200);
      assertThat(get(server, "api/runs", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(503);
    }
  }

  @Test
  void anotherAddressThanLoopbackNeedsALongToken() {
    assertThatThrownBy(() -> config("0.0.0.0", null))
        .hasMessage("--bind: 0.0.0.0 (expected: a loopback address, or --token-file beside it)");
    assertThatThrownBy(() -> ReportServer.start(config("0.0.0.0", "short")))
        .hasMessageStartingWith("--token-file: 5 characters (expected: at least 32");
  }
}
