package io.tokenpace.agent.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine of plain sockets: each connection is handed to a script in a thread of its own. */
final class FakeEngine implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  /** What the engine does with a connection. */
  interface Script {
    void run(Connection connection) throws IOException;
  }

  FakeEngine(Script script) throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    Thread acceptor = new Thread(() -> accept(script), "fake-engine");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void accept(Script script) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        connections.incrementAndGet();
        Thread thread =
            new Thread(
                () -> {
                  try (socket) {
                    script.run(new Connection(socket));
                  } catch (IOException e) {
                    // The other side closed it: scripts are written for that.
                  }
                  sockets.remove(socket);
                },
                "fake-engine-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One side of a connection, with a request's head and body read by hand. */
  static final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    Socket socket() {
      return socket;
    }

    /** A head up to and with its empty line, or "" at the end of the connection. */
    String readHead() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int matched = 0;
      while (matched < 4) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.write(next);
        matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] readBytes(int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new IOException("%d of %d bytes".formatted(bytes.length, count));
      }
      return bytes;
    }

    /** The body a head announces, without its framing. */
    byte[] readBody(String head) throws IOException {
      String lower = head.toLowerCase(Locale.ROOT);
      int length = lower.indexOf("\r\ncontent-length: ");
      if (length >= 0) {
        int from = length + "\r\ncontent-length: ".length();
        return readBytes(Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim()));
      }
      return lower.contains("\r\ntransfer-encoding: chunked") ? readChunks() : new byte[0];
    }

    /** A chunked body with its trailers. */
    byte[] readChunks() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(readLine(), 16);
        if (size == 0) {
          while (!readLine().isEmpty()) {
            // Trailers are of no interest here.
          }
          return body.toByteArray();
        }
        body.write(readBytes(size));
        readLine();
      }
    }

    String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("connection ended in a line");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    /** All bytes up to the end of the connection. */
    byte[] readToEnd() throws IOException {
      return in.readAllBytes();
    }

    /** Whether the other side has closed; waits for it. */
    boolean awaitEnd() {
      try {
        return in.read() < 0;
      } catch (IOException e) {
        return true;
      }
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void writeChunk(byte[] bytes) throws IOException {
      write(Integer.toHexString(bytes.length) + "\r\n");
      write(bytes);
      write("\r\n");
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
