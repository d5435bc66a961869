package io.tokenpace.report.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;

/** Gathers an answer, and refuses one that grows too large. Confined to one thread. */
final class BoundedBytes extends OutputStream {
  /** Of a kind that writers of JSON pass on as it is; others they wrap. */
  static final class TooLongException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final long bytes;

    private TooLongException(long bytes) {
      super("answer: %d bytes (expected: fewer)".formatted(bytes));
      this.bytes = bytes;
    }

    /** How many bytes there were, at least. */
    long bytes() {
      return bytes;
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int most;

  BoundedBytes(int most) {
    this.most = most;
  }

  @Override
  public void write(int oneByte) throws TooLongException {
    requireRoom(1);
    bytes.write(oneByte);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws TooLongException {
    requireRoom(length);
    bytes.write(from, offset, length);
  }

  private void requireRoom(int more) throws TooLongException {
    if (more > most - bytes.size()) {
      throw new TooLongException((long) bytes.size() + more);
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
