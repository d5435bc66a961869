package io.tokenpace.report.server;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.tokenpace.report.api.Refusal;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What holds for every request before it is looked at any closer. Thread-safe. */
final class Guard {
  private static final String TOKEN_PARAMETER = "token";

  /** A probe tells nothing and has no secrets to show. */
  private static final Set<String> WITHOUT_TOKEN = Set.of("/livez", "/readyz");

  /** A percent sign that is not the start of a byte: what it was part of would be left out. */
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** Headers of every answer; a file of the page says otherwise how long it may be kept. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-store");

  private final Hosts hosts;
  private final @Nullable Token token;

  Guard(Hosts hosts, @Nullable Token token) {
    this.hosts = hosts;
    this.token = token;
  }

  /**
   * Lets a request pass.
   *
   * @throws Refusal if it does not
   */
  void check(Context request) {
    HEADERS.forEach(request::header);
    String host = request.header("Host");
    if (!hosts.accept(host)) {
      throw Refusal.badParameter(
          "Host", host == null ? "missing" : host, "the name or address this server listens on");
    }
    if (!request.method().equals(HandlerType.GET)) {
      request.header("Allow", "GET");
      throw Refusal.badMethod(request.method().name());
    }
    String query = request.queryString();
    if (query != null && BAD_ESCAPE.matcher(query).find()) {
      throw Refusal.badParameter("query", query, "text in which %25 stands for a percent sign");
    }
    if (token != null && !WITHOUT_TOKEN.contains(request.path())) {
      checkToken(request, token);
    }
  }

  private static void checkToken(Context request, Token token) {
    if (request.path().equals("/") && token.isSecret(request.queryParam(TOKEN_PARAMETER))) {
      request.header("Set-Cookie", token.setCookie());
      request.redirect("/", HttpStatus.SEE_OTHER);
      request.skipRemainingHandlers();
      return;
    }
    if (!token.isBearer(request.header("Authorization"))
        && !token.isCookie(request.cookie(Token.COOKIE))) {
      request.header("WWW-Authenticate", "Bearer");
      throw Refusal.noToken();
    }
  }
}
