package io.tokenpace.standalone.fleet;

import io.tokenpace.agent.Agent;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.setup.topic.TopicLayout;
import io.tokenpace.setup.topic.TopicSetup;
import io.tokenpace.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Takes Kafka away from an agent under load, twice: it is not there when the agent starts, and it
 * is killed with kill -9 in mid-traffic. Engine, agent, load and Kafka are processes. No request
 * may notice, and every token has to be in the topic afterwards, or counted as dropped. The script
 * {@code outage-test} runs it.
 */
final class KafkaOutage implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int REQUESTS_PER_SECOND = 6;

  private final Path directory;
  private final Duration outage;
  private final long seed;
  private final long spoolBytes;
  private final Consumer<String> console;
  private final int port = freePort();
  private final List<ChildProcess> started = new ArrayList<>();
  private final Map<String, Long> stretches = new LinkedHashMap<>();
  private int brokerStarts;

  /**
   * An outage that has not happened yet.
   *
   * @param directory an empty one, for what the processes write
   * @param outage how long Kafka is away, each time
   * @param seed what engine and load are drawn from
   * @param spoolBytes how much the agent may hold meanwhile
   * @param console told what happens
   */
  KafkaOutage(
      Path directory, Duration outage, long seed, long spoolBytes, Consumer<String> console) {
    this.directory = directory;
    this.outage = outage;
    this.seed = seed;
    this.spoolBytes = spoolBytes;
    this.console = console;
  }

  /** Arguments: seconds of an outage, seed, bytes of the spool. */
  public static void main(String[] arguments) throws Exception {
    Duration outage = Duration.ofSeconds(Long.parseLong(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("tokenpace-outage-test-");
    System.out.printf("seed %d, files in %s%n", seed, directory);
    Consumer<String> console = line -> System.out.println(line);
    try (KafkaOutage run =
        new KafkaOutage(directory, outage, seed, Long.parseLong(arguments[2]), console)) {
      OutageFindings findings = run.run();
      findings.lines().forEach(console);
      findings.failures().forEach(failure -> console.accept("FAILED " + failure));
      System.exit(findings.failures().isEmpty() ? 0 : 1);
    }
  }

  /** Runs it and looks what is left. */
  OutageFindings run() throws IOException, InterruptedException {
    ChildProcess broker = startBroker();
    createTopics();
    kill(broker);
    ChildProcess engines =
        start(
            "engines",
            Fleet.ENGINES_JVM,
            Simulator.class,
            List.of("engines", "--config", engines().toString(), "--ignore-stdin"));
    String engine = engines.awaitLine("engine node-1 ", START).split(" ", -1)[2];
    ChildProcess agent =
        start("agent", Fleet.AGENT_JVM, Agent.class, List.of("--config", agent(engine).toString()));
    String[] listening = agent.awaitLine("agent: listening on ", START).split(" ", -1);
    console.accept("the agent listens, and there is no Kafka");
    URI metrics = URI.create("http://" + listening[7].replace(")", "") + "/metrics");
    stretch("away, agent just started");
    ChildProcess load =
        start(
            "load",
            Fleet.LOAD_JVM,
            Simulator.class,
            List.of("load", "--config", load(listening[3])));
    load.awaitLine("ready", START);
    goOn(outage.dividedBy(2));
    stretch("away");
    goOn(outage.dividedBy(2));
    broker = startBroker();
    catchUp(metrics);
    stretch("there");
    goOn(outage.dividedBy(2));
    stretch("killed");
    kill(broker);
    goOn(outage);
    startBroker();
    catchUp(metrics);
    stretch("there again");
    goOn(outage.dividedBy(2));
    end(load);
    end(agent);
    end(engines);
    ClientDelays delays =
        ClientDelays.read(directory.resolve("truth.jsonl"), directory.resolve("load.jsonl"));
    return OutageFindings.of(bootstrapServers(), directory.resolve("flink"), delays, stretches);
  }

  private ChildProcess startBroker() throws IOException, InterruptedException {
    brokerStarts++;
    ChildProcess broker =
        start(
            "broker-" + brokerStarts,
            List.of("-Xmx256m"),
            BrokerProgram.class,
            List.of(directory.resolve("broker").toString(), Integer.toString(port)));
    broker.awaitLine("broker: listening on ", START);
    console.accept("Kafka is there");
    return broker;
  }

  private void kill(ChildProcess broker) throws InterruptedException {
    broker.close();
    broker.awaitEnd(END);
    console.accept("Kafka is killed, for " + outage.toSeconds() + " s");
  }

  private void createTopics() throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      new TopicSetup(admin, TopicLayout.ofOneMachine(Topic.DEFAULT_PREFIX, 2)).apply();
    }
  }

  /** Returns once Kafka has what the agent held. */
  private void catchUp(URI metrics) throws IOException, InterruptedException {
    long began = System.nanoTime();
    double held = pending(metrics);
    double waiting = held;
    while (waiting > 1) {
      if (System.nanoTime() - began > START.toNanos()) {
        throw new IllegalStateException(
            "spool: %.0f reports (expected: Kafka takes them)".formatted(waiting));
      }
      LockSupport.parkNanos(POLL.toNanos());
      waiting = pending(metrics);
    }
    console.accept(
        "Kafka has the %.0f reports the agent held after %.1f s"
            .formatted(held, (System.nanoTime() - began) / 1e9));
  }

  private static double pending(URI metrics) throws IOException, InterruptedException {
    String page =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    return page.lines()
        .filter(line -> line.startsWith("tokenpace_agent_spool_reports "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
        .findFirst()
        .orElseThrow();
  }

  private void stretch(String name) {
    stretches.put(name, System.nanoTime());
  }

  private static void goOn(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(Math.max(1, end - System.nanoTime()));
    }
  }

  private ChildProcess start(
      String name, List<String> jvm, Class<?> program, List<String> arguments) throws IOException {
    ChildProcess child =
        ChildProcess.start(
            name, jvm, directory.resolve(name + ".log"), program.getName(), arguments);
    started.add(child);
    return child;
  }

  private static void end(ChildProcess child) throws InterruptedException {
    if (child.diedByItself()) {
      throw new IllegalStateException(
          "%s: ended by itself, status %d".formatted(child.name(), child.exitStatus()));
    }
    child.terminate();
    if (!child.awaitEnd(END)) {
      throw new IllegalStateException(child.name() + ": still there (expected: its end)");
    }
  }

  private Path engines() throws IOException {
    return Files.writeString(
        directory.resolve("engines.yaml"),
        """
        seed: %d
        truth: "%s"
        engines: [{node: node-1}]
        """
            .formatted(seed, directory.resolve("truth.jsonl")));
  }

  private Path agent(String engine) throws IOException {
    return Files.writeString(
        directory.resolve("agent.yaml"),
        """
        node: node-1
        engine: {url: "%s"}
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        gpus: [{type: H100-SXM}]
        kafka: {bootstrap: "%s"}
        spool: {max_bytes: %d}
        limits: {flush: 30s}
        """
            .formatted(engine, bootstrapServers(), spoolBytes));
  }

  private String load(String agent) throws IOException {
    return Files.writeString(
            directory.resolve("load.yaml"),
            """
            seed: %d
            rate: %d
            drain: 30s
            record: "%s"
            every_chunk: true
            targets: [{url: "http://%s"}]
            workloads: [{name: chat}, {name: text, operation: completion}]
            shares: {cancel: 0, early_cancel: 0}
            """
                .formatted(seed, REQUESTS_PER_SECOND, directory.resolve("load.jsonl"), agent))
        .toString();
  }

  private String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  @Override
  public void close() {
    started.forEach(ChildProcess::close);
  }
}
