package io.tokenpace.standalone.broker;

import io.tokenpace.standalone.files.FirstStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka, without a second process to install, watch and stop: broker and controller of one
 * node in this JVM.
 *
 * <p>It listens on 127.0.0.1 only, on ports that were free at the start, or one it was given.
 * Topics are made by who needs them, never by a typing mistake. What was written outlives {@link
 * #close} in the directory, and is there again after the next {@link #start} on it.
 *
 * <p>This class alone knows Kafka's server classes, which promise nothing between versions.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int NODE_ID = 0;
  // Always the same: data of an earlier start is refused under another.
  private static final String CLUSTER_ID = "tokenpace-standalone";
  private static final int START_ATTEMPTS = 3;
  private static final int ANY_PORT = 0;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final KafkaRaftServer server;
  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and waits until it takes requests.
   *
   * @param directory where its data lies; made and formatted if it is not there yet
   * @throws IllegalStateException if it cannot start, with the broker's own reason as the cause
   */
  public static EmbeddedKafka start(Path directory) {
    return start(directory, ANY_PORT);
  }

  /**
   * Starts a broker where its clients look for it, and waits until it takes requests.
   *
   * @param directory where its data lies; made and formatted if it is not there yet
   * @param port what clients connect to; 0 is one that is free
   * @throws IllegalStateException if it cannot start, with the broker's own reason as the cause
   */
  public static EmbeddedKafka start(Path directory, int port) {
    FirstStart firstStart = new FirstStart(directory);
    format(firstStart);
    for (int attempt = 1; ; attempt++) {
      int[] ports = freePorts();
      if (port != ANY_PORT) {
        ports[0] = port;
      }
      KafkaRaftServer server =
          new KafkaRaftServer(
              new KafkaConfig(settings(directory, ports[0], ports[1])), Time.SYSTEM);
      try {
        server.startup();
        firstStart.done();
        return new EmbeddedKafka(server, ports[0]);
      } catch (IOException | RuntimeException e) {
        server.shutdown();
        // A port that was free a moment ago can be taken by another process.
        if (attempt == START_ATTEMPTS) {
          throw new IllegalStateException("broker: did not start: " + e.getMessage(), e);
        }
        LOG.warn("broker did not start on ports {} and {}, trying others", ports[0], ports[1], e);
      }
    }
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  /** Stops the broker; returns after 20 s at the latest. Calling it again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Thread stopper =
        new Thread(
            () -> {
              server.shutdown();
              server.awaitShutdown();
            },
            "embedded-kafka-stopper");
    stopper.setDaemon(true);
    stopper.start();
    try {
      stopper.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopper.isAlive()) {
      LOG.warn("broker still stopping after {}", CLOSE_TIMEOUT);
    }
  }

  private static void format(FirstStart firstStart) {
    Path directory = firstStart.directory();
    try {
      firstStart.prepare();
      new Formatter()
          .setNodeId(NODE_ID)
          .setClusterId(CLUSTER_ID)
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(
          "broker: %s: %s (expected: a directory to format)".formatted(directory, e.getMessage()),
          e);
    }
  }

  private static int[] freePorts() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    // Both are held at once, so that they differ.
    try (ServerSocket broker = new ServerSocket(0, 1, loopback);
        ServerSocket controller = new ServerSocket(0, 1, loopback)) {
      return new int[] {broker.getLocalPort(), controller.getLocalPort()};
    } catch (IOException e) {
      throw new UncheckedIOException("broker: no free port on " + LOOPBACK, e);
    }
  }

  private static Map<String, String> settings(Path directory, int brokerPort, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("controller.quorum.voters", NODE_ID + "@" + LOOPBACK + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(LOOPBACK, brokerPort, LOOPBACK, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + brokerPort);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", directory.toString());

    settings.put("auto.create.topics.enable", "false");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "1");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");

    // One machine, a few clients: threads beyond these only wait.
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    // A record holds up to 1 MiB (the wire's limit) and its key and headers.
    settings.put("message.max.bytes", Integer.toString(2 * 1024 * 1024));
    // An index file is written out whole; 48 partitions of the default 10 MiB fill a disk's cache.
    settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    return settings;
  }
}
