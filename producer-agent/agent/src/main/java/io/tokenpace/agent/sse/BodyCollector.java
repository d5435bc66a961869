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
  private final HeldBytes held;
  private byte[] buffer = new byte[0];
  private int length;
  private boolean tooLarge;

  /**
   * A collector of nothing yet.
   *
   * @param maxBytes a body that is larger is not kept
   * @param held a body for which there is no room in it is not kept either
   */
  public BodyCollector(int maxBytes, HeldBytes held) {
    this.maxBytes = maxBytes;
    this.held = held;
  }

  /** Adds a part; the buffer's own position stays. */
  public void add(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (tooLarge || count > maxBytes - length || !makeRoom(count)) {
      tooLarge = true;
      forget();
      return;
    }
    bytes.getBytes(bytes.readerIndex(), buffer, length, count);
    length += count;
  }

  private boolean makeRoom(int count) {
    if (count <= buffer.length - length) {
      return true;
    }
    int capacity = Math.max(length + count, Math.max(FIRST_CAPACITY, 2 * buffer.length));
    if (!held.take(capacity - buffer.length)) {
      return false;
    }
    buffer = Arrays.copyOf(buffer, capacity);
    return true;
  }

  /** Holds nothing of the body any more. */
  public void forget() {
    held.giveBack(buffer.length);
    buffer = new byte[0];
    length = 0;
  }

  /** Whether the body is larger than a limit; nothing of it is kept then. */
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
