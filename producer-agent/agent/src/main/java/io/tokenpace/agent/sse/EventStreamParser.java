package io.tokenpace.agent.sse;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Arrays;

/**
 * Finds the events of a stream whose bytes come in pieces, wherever these are cut. Lines end in LF,
 * CR LF or CR alone, even mixed; the data lines of one event are joined by LF; comments and fields
 * other than data are skipped. An event that is larger than the limit is left out and counted; the
 * next one is read again.
 *
 * <p>Source: the HTML standard, "Server-sent events". Other than there, an event the stream ends in
 * is given, too: engines end without the empty line.
 *
 * <p>NOT thread-safe.
 */
public final class EventStreamParser {
  /** Takes events. */
  public interface Events {
    /**
     * The data of an event; the array is reused after the call.
     *
     * @param data holds it from its start
     * @param length how much of it
     */
    void event(byte[] data, int length);
  }

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Events events;
  private final int maxBytes;
  private final ByteProcessor processor = this::take;

  private byte[] data = new byte[1_024];
  private int length;
  private boolean hasData;
  private boolean tooLarge;

  /** Bytes of the line so far that may be its field's name, up to one more than "data". */
  private final byte[] name = new byte[DATA.length];

  private int nameLength;
  private boolean inName = true;
  private boolean inData;
  private boolean spaceMayFollow;
  private boolean lineEmpty = true;
  private boolean afterReturn;
  private int marked;
  private boolean atStart = true;
  private long tooLargeEvents;

  /**
   * A parser of one stream.
   *
   * @param maxBytes most data of an event that is given
   */
  public EventStreamParser(int maxBytes, Events events) {
    this.maxBytes = maxBytes;
    this.events = events;
  }

  /** The stream's next bytes; the buffer's indices stay as they are. */
  public void parse(ByteBuf bytes) {
    bytes.forEachByte(processor);
  }

  /** The stream has ended: an event it ended in is given. */
  public void end() {
    if (!lineEmpty) {
      endLine();
    }
    dispatch();
  }

  /** Events that were left out for their size. */
  public long tooLargeEvents() {
    return tooLargeEvents;
  }

  private boolean take(byte value) {
    if (atStart && value == BYTE_ORDER_MARK[marked]) {
      marked++;
      atStart = marked < BYTE_ORDER_MARK.length;
      return true;
    }
    atStart = false;
    if (value == '\n' && afterReturn) {
      afterReturn = false;
      return true;
    }
    afterReturn = value == '\r';
    if (value == '\n' || value == '\r') {
      if (lineEmpty) {
        dispatch();
      } else {
        endLine();
      }
      return true;
    }
    lineEmpty = false;
    if (inName) {
      takeName(value);
    } else if (inData) {
      takeData(value);
    }
    return true;
  }

  private void takeName(byte value) {
    if (value == ':') {
      inName = false;
      beginData();
    } else if (nameLength < DATA.length) {
      name[nameLength++] = value;
    } else {
      // Longer than "data": whatever it is, it is not that.
      inName = false;
    }
  }

  private void beginData() {
    inData = nameLength == DATA.length && Arrays.equals(name, DATA);
    spaceMayFollow = inData;
    if (inData) {
      if (hasData) {
        append((byte) '\n');
      }
      hasData = true;
    }
  }

  private void takeData(byte value) {
    boolean separator = spaceMayFollow && value == ' ';
    spaceMayFollow = false;
    if (!separator) {
      append(value);
    }
  }

  private void append(byte value) {
    if (length == maxBytes) {
      tooLarge = true;
      return;
    }
    if (length == data.length) {
      data = Arrays.copyOf(data, Math.min(maxBytes, 2 * length));
    }
    data[length++] = value;
  }

  private void endLine() {
    if (inName) {
      beginData();
    }
    lineEmpty = true;
    inName = true;
    inData = false;
    nameLength = 0;
  }

  private void dispatch() {
    if (tooLarge) {
      tooLargeEvents++;
    } else if (hasData) {
      events.event(data, length);
    }
    length = 0;
    hasData = false;
    tooLarge = false;
  }
}
