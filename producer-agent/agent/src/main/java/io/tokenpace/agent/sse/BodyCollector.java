package io.tokenpace.agent.sse;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Keeps the body of an answer that is not streamed, up to a limit.
 *
 * <p>NOT thread-safe.
 */
public final class BodyCollector {
  private static final int FIRST_CAPACITY = 4_096;

  private final int maxBytes;
  private byte[] buffer = new byte[0];
  private int length;
  private boolean tooLarge;

  /** A collector of nothing yet. */
  public BodyCollector(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds a part; the buffer's own position stays. */
  public void add(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (tooLarge || count > maxBytes - length) {
      tooLarge = true;
      buffer = new byte[0];
      length = 0;
      return;
    }
    if (count > buffer.length - length) {
      int doubled = Math.max(FIRST_CAPACITY, 2 * buffer.length);
      buffer = Arrays.copyOf(buffer, Math.max(length + count, doubled));
    }
    bytes.getBytes(bytes.readerIndex(), buffer, length, count);
    length += count;
  }

  /** Whether the body is larger than the limit; nothing of it is kept then. */
  public boolean tooLarge() {
    return tooLarge;
  }

  /** The array the body is in; not to be changed. */
  public byte[] buffer() {
    return buffer;
  }

  /** How many bytes of {@link #buffer()} are the body. */
  public int length() {
    return length;
  }
}
