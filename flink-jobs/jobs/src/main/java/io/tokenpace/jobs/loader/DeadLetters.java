package io.tokenpace.jobs.loader;

import io.tokenpace.schemas.codec.Rejection;
import io.tokenpace.schemas.codec.WireCodec;
import io.tokenpace.schemas.wire.DeadLetter;
import io.tokenpace.schemas.wire.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Writes down why a record could not be loaded. Thread-safe: holds no state. */
final class DeadLetters {
  private static final WireCodec<DeadLetter> CODEC = WireCodec.deadLetters();
  private static final int HEAD_BYTES = 1024;

  private DeadLetters() {}

  /**
   * The dead letter of a record. The same record always gives the same bytes, so that one met again
   * after a restart replaces itself.
   */
  static EncodedDeadLetter of(RawRow record, Rejection rejection) {
    byte[] value = record.value();
    byte[] bytes = value == null ? new byte[0] : value;
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setAppendedMicros(record.appendedMicros())
            .setReason(rejection.reason().name())
            .setDetail(rejection.detail())
            .setFingerprint(rejection.fingerprint())
            .setLength(value == null ? -1 : bytes.length)
            .setHead(ByteBuffer.wrap(bytes, 0, Math.min(HEAD_BYTES, bytes.length)))
            .setSha256(new Sha256(sha256(bytes)))
            .build();
    return new EncodedDeadLetter(key(record), CODEC.encode(letter));
  }

  /** Names of topics hold nothing that JSON must escape. */
  private static byte[] key(RawRow record) {
    String key = "[\"" + record.topic() + "\"," + record.partition() + "," + record.offset() + "]";
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
