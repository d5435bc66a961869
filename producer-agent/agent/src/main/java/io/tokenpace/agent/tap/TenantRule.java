package io.tokenpace.agent.tap;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asked: what a header says if the peer may say it, or else whom the credential belongs to. The
 * credential itself is forgotten at once.
 *
 * @param header name of the header; null: none names a tenant
 * @param trustedPeers whose header is believed
 * @param credentials how credentials are hashed; null: they are not looked at
 * @param names tenants by their credential's hash
 */
public record TenantRule(
    @Nullable String header,
    List<PeerNetwork> trustedPeers,
    @Nullable CredentialHash credentials,
    Map<String, String> names) {
  /** Whose header is believed unless others are named: this machine's own processes. */
  public static final List<PeerNetwork> LOOPBACK =
      List.of(PeerNetwork.of("127.0.0.0/8"), PeerNetwork.of("::1/128"));

  /** Nobody is told apart. */
  public static final TenantRule NONE = new TenantRule(null, LOOPBACK, null, Map.of());

  /** Stands for tenants whose credential has no name. */
  public static final String UNMAPPED = "(unmapped)";

  private static final String BEARER = "bearer ";
  private static final String API_KEY = "x-api-key";

  /** Copies the collections. */
  public TenantRule {
    trustedPeers = List.copyOf(trustedPeers);
    names = Map.copyOf(names);
  }

  /** The tenant as it was named; {@code (none)} without one. */
  String tenantOf(HttpHeaders headers, InetAddress peer) {
    String named = header == null ? null : headers.get(header);
    if (named != null
        && !named.isBlank()
        && trustedPeers.stream().anyMatch(network -> network.contains(peer))) {
      return named.strip();
    }
    String credential = credentials == null ? "" : credential(headers);
    if (credentials == null || credential.isEmpty()) {
      return SeriesLabels.NONE;
    }
    String hash = credentials.of(credential.getBytes(StandardCharsets.UTF_8));
    return names.getOrDefault(hash, UNMAPPED);
  }

  private static String credential(HttpHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION, "").strip();
    if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return authorization.substring(BEARER.length()).strip();
    }
    return headers.get(API_KEY, "").strip();
  }

  /** Says nothing of keys and hashes. */
  @Override
  public String toString() {
    return "TenantRule[header=%s, trustedPeers=%s, names=%d]"
        .formatted(header, trustedPeers, names.size());
  }
}
