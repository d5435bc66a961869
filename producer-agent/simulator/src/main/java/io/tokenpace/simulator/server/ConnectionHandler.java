package io.tokenpace.simulator.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.tokenpace.simulator.answer.AnswerPlan;
import io.tokenpace.simulator.answer.BodyReader;
import io.tokenpace.simulator.answer.GenerationBody;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.answer.RefusedException;
import io.tokenpace.simulator.openai.ErrorText;
import io.tokenpace.simulator.transport.ReadStamp;
import io.tokenpace.simulator.truth.Ending;
import io.tokenpace.simulator.truth.RequestEnd;
import io.tokenpace.simulator.truth.RequestTruth;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: serves its requests in order, and drops the one it works on as soon as the client
 * is gone.
 *
 * <p>Confined to the engine's event loop.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

  /** How long uvicorn keeps an idle connection. */
  private static final long IDLE_SECONDS = 5;

  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;
  private static final String JSON = "application/json";

  private final ServedEngine engine;
  private final ReadStamp stamp;
  private final Queue<Read> queue = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange exchange;
  private long served;

  private record Read(FullHttpRequest request, long nanos) {}

  ConnectionHandler(ServedEngine engine, ReadStamp stamp) {
    this.engine = engine;
    this.stamp = stamp;
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "the handler is in a pipeline");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    engine.connections.add(this);
    closeIfIdle();
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    queue.add(new Read((FullHttpRequest) message, stamp.nanos()));
    if (exchange == null) {
      serveNext();
    }
  }

  private void serveNext() {
    while (exchange == null) {
      Read read = queue.poll();
      if (read == null) {
        return;
      }
      served++;
      try {
        serve(read.request(), read.nanos());
      } finally {
        read.request().release();
      }
    }
  }

  private void serve(FullHttpRequest request, long acceptedNanos) {
    String path = request.uri().split("\\?", 2)[0];
    if (request.decoderResult().isFailure()) {
      respondError(BAD_REQUEST, "request: no HTTP (expected: HTTP/1.1)");
      closeAfterWrites();
      return;
    }
    for (Operation operation : Operation.values()) {
      if (path.equals(operation.path()) && request.method().equals(HttpMethod.POST)) {
        generate(operation, request, acceptedNanos);
        return;
      }
    }
    switch (path) {
      case "/health" -> respond(HttpResponseStatus.OK, "text/plain; charset=utf-8", "");
      case "/metrics" ->
          respond(
              HttpResponseStatus.OK,
              "text/plain; version=0.0.4; charset=utf-8",
              engine.metrics.text(engine.steps.counts()));
      case "/v1/models" -> respondJson(HttpResponseStatus.OK.code(), models());
      default -> respondError(NOT_FOUND, path + ": not found (expected: a path of the OpenAI API)");
    }
    closeIfIdle();
  }

  private String models() {
    return ("{\"object\":\"list\",\"data\":[{\"id\":\"%s\",\"object\":\"model\","
            + "\"created\":%d,\"owned_by\":\"tokenpace\",\"max_model_len\":%d}]}")
        .formatted(
            ErrorText.quoted(engine.config.model().name()),
            engine.started.getEpochSecond(),
            engine.config.model().contextTokens());
  }

  private void generate(Operation operation, FullHttpRequest request, long acceptedNanos) {
    RequestTruth.Labels labels =
        new RequestTruth.Labels(
            Optional.ofNullable(request.headers().get("X-Request-Id"))
                .orElseGet(engine::nameRequest),
            "",
            request.headers().get("X-Tenant", ""),
            request.headers().get("X-Workload", ""));
    RequestTruth truth =
        new RequestTruth(engine.config.node(), operation.label(), labels, acceptedNanos);
    try {
      byte[] bytes = ByteBufUtil.getBytes(request.content());
      GenerationBody body = BodyReader.read(operation, bytes, engine.config.limits().blockTokens());
      truth.understood(
          body.model(),
          body.streaming(),
          body.choicesPerPrompt(),
          body.prompts().size(),
          body.promptTokens());
      submit(operation, body, planned(body, bytes), truth, acceptedNanos);
    } catch (RefusedException e) {
      refuse(truth, Ending.REFUSED, e.status(), e.getMessage());
    }
  }

  private AnswerPlan planned(GenerationBody body, byte[] bytes) throws RefusedException {
    String model = engine.config.model().name();
    if (!body.model().equals(model)) {
      throw new RefusedException(
          NOT_FOUND, "model: %s (expected: %s)".formatted(body.model(), model));
    }
    return AnswerPlan.of(engine.config.seed(), engine.config.model(), body, bytes);
  }

  private void submit(
      Operation operation,
      GenerationBody body,
      AnswerPlan plan,
      RequestTruth truth,
      long acceptedNanos)
      throws RefusedException {
    Exchange next = new Exchange(engine, this, operation, body, plan, truth, acceptedNanos);
    if (!engine.steps.fits(next)) {
      throw new RefusedException(
          BAD_REQUEST, "request: larger than the KV cache or the batch (expected: one that fits)");
    }
    // Before the engine has it: it may begin its first step at once.
    exchange = next;
    if (!engine.steps.submit(next)) {
      exchange = null;
      refuse(truth, Ending.REJECTED, engine.config.overloadStatus(), "The engine is overloaded.");
    } else if (next.streamsAtOnce()) {
      HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
      HttpUtil.setTransferEncodingChunked(head, true);
      write(head);
    }
  }

  private void refuse(RequestTruth truth, Ending ending, int status, @Nullable String message) {
    long nanos = engine.timer.nanos();
    respondError(status, String.valueOf(message));
    engine.truth.ended(truth, new RequestEnd(ending, nanos, status, 0, 0, List.of()));
    closeIfIdle();
  }

  void respondError(int status, String message) {
    respondJson(status, ErrorText.of(status, message));
  }

  void respondJson(int status, CharSequence json) {
    respond(HttpResponseStatus.valueOf(status), JSON, json);
  }

  private void respond(HttpResponseStatus status, String type, CharSequence text) {
    ByteBuf bytes = ByteBufUtil.writeUtf8(context().alloc(), text);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, bytes);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes());
    if (status.code() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()
        || status.code() == HttpResponseStatus.TOO_MANY_REQUESTS.code()) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    write(response);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A void promise; what fails closes the channel.
  private void write(Object message) {
    context().writeAndFlush(message, context().voidPromise());
  }

  /** The exchange has written all it has. */
  void finished() {
    exchange = null;
    closeIfIdle();
    serveNext();
  }

  /** The exchange broke off: the client gets what was written, and no proper end. */
  @SuppressWarnings("FutureReturnValueIgnored") // The listener is what it is for.
  void closeAfterWrites() {
    exchange = null;
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A check that comes too late does nothing.
  private void closeIfIdle() {
    long servedBefore = served;
    context()
        .executor()
        .schedule(
            () -> {
              if (exchange == null && served == servedBefore) {
                context().close();
              }
            },
            IDLE_SECONDS,
            TimeUnit.SECONDS);
  }

  /** The engine ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // Its loop ends next.
  void shutDown() {
    leave(Ending.SHUTDOWN);
    context().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    leave(Ending.CANCELLED);
    engine.connections.remove(this);
  }

  private void leave(Ending ending) {
    Exchange dropped = exchange;
    exchange = null;
    if (dropped != null) {
      dropped.drop(ending);
    }
    queue.forEach(read -> ReferenceCountUtil.release(read.request()));
    queue.clear();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // What follows is channelInactive.
  public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("A connection of {} is closed", engine.config.node(), cause);
    }
    caught.close();
  }
}
