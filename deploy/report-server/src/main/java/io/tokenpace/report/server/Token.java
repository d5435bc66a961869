package io.tokenpace.report.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secret that callers prove to know: as a bearer token, or by a cookie derived from it, so that
 * no browser stores the secret itself. Compared in constant time. Immutable.
 */
final class Token {
  /** The cookie's name. */
  static final String COOKIE = "tokenpace_page";

  private static final int LEAST_CHARACTERS = 32;
  private static final String BEARER = "Bearer ";

  private final byte[] secret;
  private final byte[] cookie;

  /**
   * A token.
   *
   * @throws IllegalArgumentException if it is too short or not of visible ASCII; does not show it
   */
  Token(String secret) {
    if (!secret.matches("[!-~]{" + LEAST_CHARACTERS + ",}")) {
      throw new IllegalArgumentException(
          "--token-file: %d characters (expected: at least %d, visible ASCII, in its first line)"
              .formatted(secret.length(), LEAST_CHARACTERS));
    }
    this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    this.cookie = cookieOf(this.secret);
  }

  private static byte[] cookieOf(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] digest = mac.doFinal(COOKIE.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Whether an Authorization header holds the token; null does not. */
  boolean isBearer(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && isSecret(authorization.substring(BEARER.length()));
  }

  /** Whether this is the token; null is not. */
  boolean isSecret(@Nullable String given) {
    return same(secret, given);
  }

  /** Whether this is the cookie's value; null is not. */
  boolean isCookie(@Nullable String given) {
    return same(cookie, given);
  }

  private static boolean same(byte[] expected, @Nullable String given) {
    return given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
  }

  /** The Set-Cookie header that lets a page in. */
  String setCookie() {
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict"
        .formatted(COOKIE, new String(cookie, StandardCharsets.US_ASCII));
  }
}
