package io.tokenpace.simulator.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.tokenpace.simulator.answer.TokenKind;
import io.tokenpace.simulator.engine.StepTimer;
import io.tokenpace.simulator.truth.RequestTruth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of a stream and their truth: a frame's time is taken when it is encoded, right
 * before the flush that hands it to the socket. Frames that are held go with the write after.
 *
 * <p>Confined to the connection's event loop.
 */
final class FrameWriter {
  private final ChannelHandlerContext context;
  private final StepTimer timer;
  private final RequestTruth truth;
  private final List<Held> held = new ArrayList<>();
  private @Nullable ByteBuf heldBytes;

  private record Held(int choice, int tokens, TokenKind kind) {}

  FrameWriter(ChannelHandlerContext context, StepTimer timer, RequestTruth truth) {
    this.context = context;
    this.timer = timer;
    this.truth = truth;
  }

  void role(int choice, CharSequence frame) {
    write(new DefaultHttpContent(bytes(frame)));
    truth.role(choice, timer.nanos());
    context.flush();
  }

  /** Keeps a frame back until {@link #release} or the end. */
  void hold(int choice, int tokens, TokenKind kind, CharSequence frame) {
    held.add(new Held(choice, tokens, kind));
    ByteBuf bytes = heldBytes == null ? context.alloc().buffer() : heldBytes;
    ByteBufUtil.writeUtf8(bytes, frame);
    heldBytes = bytes;
  }

  /** Writes what is held, all of it at once. */
  void release() {
    ByteBuf bytes = heldBytes;
    if (bytes != null) {
      heldBytes = null;
      write(new DefaultHttpContent(bytes));
      long nanos = timer.nanos();
      for (Held frame : held) {
        truth.frame(frame.choice(), frame.tokens(), frame.kind(), nanos);
      }
      held.clear();
      context.flush();
    }
  }

  /** Ends the stream with frames that hold no tokens. */
  void end(CharSequence frames) {
    release();
    write(new DefaultLastHttpContent(bytes(frames)));
    context.flush();
  }

  /** Drops what is held. */
  void discard() {
    if (heldBytes != null) {
      heldBytes.release();
      heldBytes = null;
    }
  }

  private ByteBuf bytes(CharSequence text) {
    return ByteBufUtil.writeUtf8(context.alloc(), text);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A void promise; what fails closes the channel.
  private void write(HttpContent content) {
    context.write(content, context.voidPromise());
  }
}
