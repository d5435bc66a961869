package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: what a gateway that is trusted says, else the name a local file gives the keyed hash of
 * the credential. Neither credential nor hash leaves this class.
 *
 * <p>Thread-safe.
 */
public final class TenantRule {
  /** The label of credentials the file has no name for. */
  public static final String UNMAPPED = "(unmapped)";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;
  private static final String BEARER = "bearer ";

  private final @Nullable String header;
  private final List<AddressRange> trusted;
  private final byte @Nullable [] key;
  private final Map<String, String> names;

  /**
   * A rule.
   *
   * @param header the header that names the tenant; null if none does
   * @param trusted the addresses whose header is believed
   * @param key of the hash; null if credentials are not looked at
   * @param names by 32 hexadecimal digits of a hash, its tenant
   */
  public TenantRule(
      @Nullable String header,
      List<AddressRange> trusted,
      byte @Nullable [] key,
      Map<String, String> names) {
    this.header = header;
    this.trusted = List.copyOf(trusted);
    this.key = key == null ? null : key.clone();
    this.names = Map.copyOf(names);
  }

  /** The tenant of a request. */
  public String tenant(HttpHeaders headers, InetAddress peer) {
    String named = header == null ? null : headers.get(header);
    if (named != null
        && !named.isEmpty()
        && trusted.stream().anyMatch(range -> range.contains(peer))) {
      return LabelText.of(named);
    }
    String credential = credential(headers);
    if (key == null || credential == null) {
      return SeriesLabels.NONE;
    }
    return LabelText.of(names.getOrDefault(hash(key, credential), UNMAPPED));
  }

  /**
   * The keyed hash of a credential: the first 128 bits of HMAC-SHA-256, in hexadecimal. The file of
   * names is made with it.
   */
  public static String hash(byte[] key, String credential) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      byte[] hash = mac.doFinal(credential.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static @Nullable String credential(HttpHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return authorization.substring(BEARER.length()).trim();
    }
    return headers.get("x-api-key");
  }
}
