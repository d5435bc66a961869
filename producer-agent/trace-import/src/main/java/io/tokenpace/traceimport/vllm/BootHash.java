package io.tokenpace.traceimport.vllm;

import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.traceimport.trace.ImportOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;

/**
 * Derives a boot's identity from all that its reports are made of, so that importing a file again
 * gives the same reports and the jobs see duplicates, not new traffic.
 */
final class BootHash {
  private BootHash() {}

  /** The first 16 bytes of SHA-256 over the file's bytes, the node and the options. */
  static BootIdentity of(byte[] fileBytes, String format, ImportOptions options) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: none (expected: in every Java)", e);
    }
    digest.update(fileBytes);
    for (String part :
        List.of(
            options.node(),
            format,
            options.region(),
            options.cluster(),
            options.gpuType(),
            Integer.toString(options.gpuCount()),
            options.tenant(),
            options.workload(),
            options.roleChunk().name().toLowerCase(Locale.ROOT))) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // With its length, or ("ab", "c") and ("a", "bc") would be one boot.
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return BootIdentity.of(digest.digest());
  }
}
