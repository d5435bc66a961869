package io.tokenpace.report.api;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Gathers an answer, and refuses one that grows too large. Confined to one thread. */
final class BoundedBytes extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int most;

  BoundedBytes(int most) {
    this.most = most;
  }

  @Override
  public void write(int oneByte) {
    requireRoom(1);
    bytes.write(oneByte);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    requireRoom(length);
    bytes.write(from, offset, length);
  }

  private void requireRoom(int more) {
    if (more > most - bytes.size()) {
      throw Refusal.tooMuch(
          "answer",
          (long) bytes.size() + more,
          "at most %d bytes; a shorter range, or fewer metrics".formatted(most));
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
