package io.tokenpace.standalone;

import io.tokenpace.schemas.codec.BootIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names a replay after what goes into it, so that the same replay has the same name. */
final class RunName {
  private static final String PREFIX = "replay-";
  private static final int DIGEST_BYTES = 6;

  private RunName() {}

  /** {@code replay-} and the first 12 hex digits of SHA-256 over the boots and the hash. */
  static String of(List<BootIdentity> boots, String configHash) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (BootIdentity boot : boots) {
      digest.update(
          ByteBuffer.allocate(BootIdentity.BYTES).putLong(boot.high()).putLong(boot.low()).array());
    }
    digest.update(configHash.getBytes(StandardCharsets.UTF_8));
    return PREFIX + HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }
}
