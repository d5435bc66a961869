package io.tokenpace.examples.broker;

import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.standalone.broker.EmbeddedKafka;
import io.tokenpace.standalone.files.WorkDirectory;
import io.tokenpace.traceimport.publish.Publication;
import io.tokenpace.traceimport.publish.TracePublisher;
import io.tokenpace.traceimport.trace.ImportOptions;
import io.tokenpace.traceimport.trace.ImportedTrace;
import io.tokenpace.traceimport.vllm.VllmBenchReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker that holds the node reports and token events of recorded files, for as long as somebody
 * wants to read them.
 *
 * <p>Thread-safe.
 */
public final class ReplayedBroker implements AutoCloseable {
  private static final int PARTITIONS = 4;

  private final EmbeddedKafka broker;

  private ReplayedBroker(EmbeddedKafka broker) {
    this.broker = broker;
  }

  /**
   * Prints where the broker is once it holds everything, and ends when its standard input does.
   *
   * @param arguments how many nodes each file becomes, then the files; of several nodes each gets
   *     the file's times in an order of its own
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("arguments: expected: NODES FILE…");
    }
    WorkDirectory work =
        WorkDirectory.temporaryBelow(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    Path traces = Files.createDirectories(work.of("traces"));
    List<ImportedTrace> read = new ArrayList<>();
    for (String file : List.of(arguments).subList(1, arguments.length)) {
      read.addAll(read(Path.of(file), Integer.parseInt(arguments[0]), traces, read.size()));
    }
    ReplayedBroker broker = start(work.of("broker"), read);
    // From a hook, so that nothing stays when the process is interrupted either.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  try {
                    work.delete();
                  } catch (IOException e) {
                    System.err.println("temporary files are left: " + e.getMessage());
                  }
                }));
    System.out.println(broker.bootstrapServers());
    while (System.in.read() >= 0) {
      // Whoever started it closes its input.
    }
  }

  private static List<ImportedTrace> read(Path file, int nodes, Path directory, int earlier)
      throws IOException {
    List<ImportedTrace> traces = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      Path source = file;
      if (nodes > 1) {
        source = directory.resolve(earlier + node + ".json");
        PermutedTrace.write(file, node, source);
      }
      ImportOptions options = ImportOptions.ofNode(ImportOptions.nodeOfFile(earlier + node));
      traces.add(new VllmBenchReader().read(source, options));
    }
    return traces;
  }

  /**
   * Starts a broker and publishes traces to it.
   *
   * @param directory where its data lies
   * @throws IllegalStateException if it does not start or cannot make its topics
   */
  public static ReplayedBroker start(Path directory, List<ImportedTrace> traces)
      throws InterruptedException {
    EmbeddedKafka broker = EmbeddedKafka.start(directory);
    String prefix = Topic.DEFAULT_PREFIX;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      for (Finding topic :
          new TopicSetup(admin, TopicLayout.ofOneMachine(prefix, PARTITIONS)).apply()) {
        if (!topic.good()) {
          throw new IllegalStateException(topic.toLine());
        }
      }
    }
    try (TracePublisher publisher =
        TracePublisher.connect(broker.bootstrapServers(), prefix, Publication.REPORTS_AND_TOKENS)) {
      publisher.publish(traces);
    }
    return new ReplayedBroker(broker);
  }

  /** What clients connect to: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Stops the broker. */
  @Override
  public void close() {
    broker.close();
  }
}
