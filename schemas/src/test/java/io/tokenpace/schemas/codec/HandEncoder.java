package io.tokenpace.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Avro's binary encoding by hand, able to lie where an encoder cannot. */
final class HandEncoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A long as Avro writes it: zigzag, then seven bits a byte, lowest first. */
  static byte[] zigzag(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  HandEncoder number(long... values) {
    for (long value : values) {
      out.writeBytes(zigzag(value));
    }
    return this;
  }

  HandEncoder text(String... texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length).raw(bytes);
    }
    return this;
  }

  HandEncoder raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
