package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.HostPort;
import io.tokenpace.agent.scrape.EngineClient;
import io.tokenpace.agent.scrape.ServedModels;
import io.tokenpace.agent.time.AgentClock;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM that has just started loads classes and interprets: the first request through an agent
 * would wait half a second for that, and the next ones milliseconds, in front of their users. So
 * made-up requests go through a front of their own first, to a made-up engine on loopback; nothing
 * of them is counted or reported. Client and engine are plain sockets, as each of them costs time,
 * too.
 */
final class WarmUp {
  /** Code is compiled after 200 calls. Compiling all code sooner would cost 15 MiB an agent. */
  static final int REQUESTS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String BODY =
      """
      {"model":"m","stream":true,"stream_options":{"include_usage":true},\
      "messages":[{"role":"user","content":"Say something."}]}""";
  private static final byte[] REQUEST =
      bytes(
          """
          POST /v1/chat/completions HTTP/1.1
          Host: engine
          User-Agent: warm-up
          Accept: */*
          Content-Type: application/json
          Content-Length: %d

          """
                  .replace("\n", "\r\n")
                  .formatted(BODY.length())
              + BODY);
  private static final byte[] HEAD =
      bytes(
          """
          HTTP/1.1 200 OK
          Content-Type: text/event-stream
          Transfer-Encoding: chunked

          """
              .replace("\n", "\r\n"));
  private static final byte[] END_OF_BODY = bytes("}]}");
  private static final byte[] END = bytes("0\r\n\r\n");
  private static final List<byte[]> ANSWER =
      List.of(
          HEAD,
          frame("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
          frame("{\"content\":\" one\"}", "null"),
          frame("{\"content\":\" two\"}", "null"),
          frame("{}", "\"stop\""),
          chunk(
              """
              data: {"id":"r","model":"m","choices":[],"usage":{"prompt_tokens":9,\
              "completion_tokens":2}}

              data: [DONE]

              """),
          END);

  private WarmUp() {}

  /**
   * Returns when the way through an agent has been walked often enough. What goes wrong is logged:
   * an agent that is not warm is slow for a while, and nothing else.
   *
   * @param config of the agent; its addresses are not touched
   * @return how many requests came back
   */
  static int run(AgentConfig config, AgentClock clock) {
    try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(engine), "warm-up-engine");
      answering.setDaemon(true);
      answering.start();
      return walk(config, clock, engine.getLocalPort());
    } catch (IOException e) {
      LOG.warn("The agent starts cold: {}", e.getMessage());
      return 0;
    }
  }

  private static int walk(AgentConfig config, AgentClock clock, int enginePort) throws IOException {
    URI engine = URI.create("http://%s:%d".formatted(LOOPBACK, enginePort));
    HostPort anyPort = new HostPort(LOOPBACK, 0);
    AgentConfig madeUp =
        config
            .withEngine(new AgentConfig.Engine(engine, "warm-up", config.engine().baseModel()))
            .withAddresses(anyPort, anyPort);
    ServedModels models = new ServedModels(new EngineClient(engine, PATIENCE), PATIENCE);
    try (Front front = ProxyFront.open(madeUp, clock, models, event -> {})) {
      int answered = 0;
      while (answered < REQUESTS && !Thread.currentThread().isInterrupted()) {
        // One connection each: making them is on the way, too.
        ask(front.port());
        answered++;
      }
      return answered;
    }
  }

  private static void ask(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      socket.getOutputStream().write(REQUEST);
      readThrough(END, socket.getInputStream());
    }
  }

  /** Answers one connection after the other, until the socket is closed. */
  private static void answer(ServerSocket engine) {
    while (!engine.isClosed()) {
      try (Socket socket = engine.accept()) {
        socket.setTcpNoDelay(true);
        readThrough(END_OF_BODY, socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        for (byte[] part : ANSWER) {
          out.write(part);
        }
      } catch (IOException e) {
        // The other side left, or it is over: whoever asks complains.
      }
    }
  }

  /** Reads up to and with some bytes, of which nothing but the first may come again in them. */
  private static void readThrough(byte[] end, InputStream in) throws IOException {
    byte[] buffer = new byte[4_096];
    int matched = 0;
    while (matched < end.length) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new EOFException("the answer broke off");
      }
      for (int i = 0; i < count && matched < end.length; i++) {
        boolean next = buffer[i] == end[matched];
        matched = next ? matched + 1 : buffer[i] == end[0] ? 1 : 0;
      }
    }
  }

  private static byte[] frame(String delta, String finishReason) {
    return chunk(
        """
        data: {"id":"r","object":"chat.completion.chunk","model":"m","choices":[{"index":0,\
        "delta":%s,"finish_reason":%s}]}

        """
            .formatted(delta, finishReason));
  }

  private static byte[] chunk(String text) {
    return bytes("%x\r\n%s\r\n".formatted(text.length(), text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
