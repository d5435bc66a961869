package io.tokenpace.agent.sse;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the events in a stream's bytes, wherever those are cut. Lines end at LF, CRLF or a lone CR,
 * and are looked at as a whole only; comments and unknown fields are passed over.
 *
 * <p>Two things differ from the standard, because engines do: an event without its empty line at
 * the end of the stream counts, and so does one that has a type and no data.
 *
 * <pre>
 *   buffer: [ data lines of the event, an LF after each | the line that is being read )
 *            0                                          dataLength               length
 * </pre>
 *
 * <p>NOT thread-safe.
 */
public final class SseParser {
  private static final int FIRST_CAPACITY = 1_024;

  /** A buffer that grew larger for one event is not kept for the next. */
  private static final int KEPT_CAPACITY = 16 * 1_024;

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

  private final int maxEventBytes;
  private final HeldBytes held;
  private final SseEvents events;
  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int dataLength;
  private int length;
  private String type = "";
  private boolean firstLine = true;
  private boolean afterCarriageReturn;
  private boolean skipping;
  private boolean skippedLineEmpty;

  /**
   * A parser at a stream's beginning.
   *
   * @param maxEventBytes an event whose lines have more bytes is not shown
   * @param held an event for which there is no room in it is not shown either
   */
  public SseParser(int maxEventBytes, HeldBytes held, SseEvents events) {
    this.maxEventBytes = maxEventBytes;
    this.held = held;
    this.events = events;
  }

  /** Reads a part of the stream; the buffer's own position stays. */
  public void feed(ByteBuf bytes) {
    int position = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (position < end) {
      int lineEnd = position;
      while (lineEnd < end && !endsLine(bytes.getByte(lineEnd))) {
        lineEnd++;
      }
      if (lineEnd > position) {
        afterCarriageReturn = false;
        take(bytes, position, lineEnd - position);
      }
      if (lineEnd < end) {
        lineEnd(bytes.getByte(lineEnd));
      }
      position = lineEnd + 1;
    }
  }

  /** The stream is over, and nothing of it is held any more. */
  public void end() {
    if (!skipping) {
      if (length > dataLength) {
        line();
      }
      dispatch(false);
    }
    shrink();
  }

  private static boolean endsLine(byte value) {
    return value == '\n' || value == '\r';
  }

  private void lineEnd(byte value) {
    boolean secondHalf = value == '\n' && afterCarriageReturn;
    afterCarriageReturn = value == '\r';
    if (secondHalf) {
      return;
    }
    if (!skipping) {
      line();
    } else if (skippedLineEmpty) {
      skipping = false;
      dispatch(true);
    }
    skippedLineEmpty = true;
  }

  /** Adds to the line that is being read. */
  private void take(ByteBuf bytes, int position, int count) {
    if (!skipping && (count > maxEventBytes - length || !makeRoom(count))) {
      skipping = true;
      dataLength = 0;
      length = 0;
      type = "";
      shrink();
      events.tooLarge();
    }
    if (skipping) {
      skippedLineEmpty = false;
      return;
    }
    bytes.getBytes(position, buffer, length, count);
    length += count;
  }

  private boolean makeRoom(int count) {
    if (count <= buffer.length - length) {
      return true;
    }
    int capacity = Math.max(length + count, 2 * buffer.length);
    if (!held.take(capacity - buffer.length)) {
      return false;
    }
    buffer = Arrays.copyOf(buffer, capacity);
    return true;
  }

  private void shrink() {
    if (buffer.length > FIRST_CAPACITY) {
      held.giveBack(buffer.length - FIRST_CAPACITY);
      buffer = new byte[FIRST_CAPACITY];
    }
  }

  /** A line is complete. */
  private void line() {
    int start = dataLength;
    if (firstLine && startsWith(start, BOM)) {
      start += BOM.length;
    }
    firstLine = false;
    if (start == length) {
      length = dataLength;
      dispatch(true);
      return;
    }
    int colon = start;
    while (colon < length && buffer[colon] != ':') {
      colon++;
    }
    int value = Math.min(length, colon + 1);
    if (value < length && buffer[value] == ' ') {
      value++;
    }
    int valueLength = length - value;
    if (isField(start, colon, DATA)) {
      // There is room for the LF: the value moves to where the field's name was.
      System.arraycopy(buffer, value, buffer, dataLength, valueLength);
      dataLength += valueLength;
      buffer[dataLength] = '\n';
      dataLength++;
    } else if (isField(start, colon, EVENT)) {
      type = new String(buffer, value, valueLength, StandardCharsets.UTF_8);
    }
    length = dataLength;
  }

  private boolean isField(int start, int end, byte[] name) {
    return end - start == name.length && startsWith(start, name);
  }

  private boolean startsWith(int start, byte[] prefix) {
    return length - start >= prefix.length
        && Arrays.equals(buffer, start, start + prefix.length, prefix, 0, prefix.length);
  }

  private void dispatch(boolean terminated) {
    if (dataLength > 0 || !type.isEmpty()) {
      events.event(type, buffer, Math.max(0, dataLength - 1), terminated);
    }
    dataLength = 0;
    length = 0;
    type = "";
    if (buffer.length > KEPT_CAPACITY) {
      shrink();
    }
  }
}
