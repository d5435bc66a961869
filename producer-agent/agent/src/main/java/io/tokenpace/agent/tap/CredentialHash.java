package io.tokenpace.agent.tap;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A keyed hash that stands for a credential: the first 128 bits of HMAC-SHA-256, as lower-case hex.
 * Without the key nobody can tell whether a guessed credential is behind a hash.
 *
 * <p>Thread-safe.
 */
public final class CredentialHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  private final SecretKeySpec key;

  /**
   * A hash by a key.
   *
   * @param key at least one byte; copied
   * @throws IllegalArgumentException if the key is empty
   */
  public CredentialHash(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("key: empty (expected: at least 1 byte)");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** The hash of a credential: 32 hex digits. */
  public String of(byte[] credential) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(credential), HASH_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
