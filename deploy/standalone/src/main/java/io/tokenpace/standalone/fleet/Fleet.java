package io.tokenpace.standalone.fleet;

import io.tokenpace.agent.Agent;
import io.tokenpace.simulator.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Engines, an agent before each, and a load on the agents, as processes: stamps are taken away from
 * the pauses of the jobs, and a node can be killed to see what that looks like.
 *
 * <p>Started by one thread; {@link #close} may come from another at any time.
 */
public final class Fleet implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);

  // As in the launchers of agent and simulator.
  private static final String COMPILE_EARLY = "-XX:CompileThresholdScaling=0.05";
  static final List<String> ENGINES_JVM = List.of("-Xmx192m", COMPILE_EARLY);
  static final List<String> LOAD_JVM = List.of("-Xmx128m", COMPILE_EARLY);
  static final List<String> AGENT_JVM =
      List.of(
          "-Xms16m",
          "-Xmx48m",
          "-Xss512k",
          "-XX:MaxDirectMemorySize=32m",
          "-XX:MaxMetaspaceSize=64m",
          "-XX:ReservedCodeCacheSize=24m",
          "-Dio.netty.allocator.numDirectArenas=1",
          "-Dio.netty.allocator.numHeapArenas=0");

  /**
   * Memory that all processes of a fleet take at most, bytes: heaps and what a JVM takes besides.
   */
  public static long memoryBytes(FleetOptions options) {
    long mebibyte = 1024 * 1024;
    return (192 + 128 + 2 * 80 + options.nodes() * 128L) * mebibyte;
  }

  private final FleetOptions options;
  private final FleetFiles files;
  private final Consumer<String> console;
  private final List<ChildProcess> started = new ArrayList<>();
  private final Map<String, ChildProcess> agents = new LinkedHashMap<>();
  private boolean closed;

  /**
   * A fleet that is not there yet.
   *
   * @param console told a line for each node, and of each process that ends by itself
   */
  public Fleet(FleetOptions options, FleetFiles files, Consumer<String> console) {
    this.options = options;
    this.files = files;
    this.console = console;
  }

  /**
   * Starts engines and agents.
   *
   * @return by node, where its agent listens
   * @throws IOException if one does not start
   */
  public Map<String, String> start(String bootstrapServers, String topicPrefix)
      throws IOException, InterruptedException {
    ChildProcess engines =
        start(
            "engines",
            ENGINES_JVM,
            Simulator.class.getName(),
            List.of("engines", "--config", files.engines(options).toString(), "--ignore-stdin"));
    List<String> engineUrls = new ArrayList<>();
    for (int node = 0; node < options.nodes(); node++) {
      engineUrls.add(
          engines.awaitLine("engine " + FleetFiles.name(node) + " ", START).split(" ", -1)[2]);
    }
    for (int node = 0; node < options.nodes(); node++) {
      String name = FleetFiles.name(node);
      agents.put(
          name,
          start(
              "agent-" + name,
              AGENT_JVM,
              Agent.class.getName(),
              List.of(
                  "--config",
                  files
                      .agent(node, engineUrls.get(node), bootstrapServers, topicPrefix)
                      .toString())));
    }
    Map<String, String> urls = new LinkedHashMap<>();
    for (int node = 0; node < options.nodes(); node++) {
      String name = FleetFiles.name(node);
      ChildProcess agent = agent(name);
      String address = agent.awaitLine("agent: listening on ", START).split(" ", -1)[3];
      urls.put(name, "http://" + address);
      console.accept(
          "%-14s agent http://%s (pid %d) → engine %s, %s"
              .formatted(
                  name,
                  address,
                  agent.pid(),
                  engineUrls.get(node),
                  FleetFiles.model(options, node)));
    }
    return urls;
  }

  /** What its processes write. */
  public FleetFiles files() {
    return files;
  }

  /** Begins to send requests. */
  public void load(Map<String, String> agentUrls) throws IOException, InterruptedException {
    ChildProcess load =
        start(
            "load",
            LOAD_JVM,
            Simulator.class.getName(),
            List.of("load", "--config", files.load(options, agentUrls).toString()));
    load.awaitLine("ready", START);
  }

  private ChildProcess agent(String name) {
    ChildProcess agent = agents.get(name);
    if (agent == null) {
      throw new IllegalArgumentException(
          "node: %s (expected: one of %s)".formatted(name, agents.keySet()));
    }
    return agent;
  }

  private synchronized ChildProcess start(
      String name, List<String> jvm, String mainClass, List<String> arguments) throws IOException {
    if (closed) {
      throw new IOException(name + ": not started, as everything ends");
    }
    ChildProcess child = ChildProcess.start(name, jvm, files.output(name), mainClass, arguments);
    started.add(child);
    return child;
  }

  /** Tells of the processes that ended since this was last asked, though nobody ended them. */
  public synchronized void tellOfDead() {
    started.removeIf(
        child -> {
          if (!child.diedByItself()) {
            return false;
          }
          console.accept(
              "%-14s ended by itself, status %d; what it had in flight will count as lost"
                  .formatted(child.name(), child.exitStatus()));
          return true;
        });
  }

  /** Stops the load; open answers are waited for. */
  public void stopLoad() throws InterruptedException {
    end("load", Duration.ofSeconds(FleetFiles.DRAIN_SECONDS).plus(STOP));
  }

  /** Stops agents, which send their final reports, and then the engines. */
  public void stop() throws InterruptedException {
    for (ChildProcess agent : agents.values()) {
      agent.terminate();
    }
    for (ChildProcess agent : agents.values()) {
      agent.awaitEnd(STOP);
    }
    end("engines", STOP);
  }

  private void end(String name, Duration atMost) throws InterruptedException {
    for (ChildProcess child : children()) {
      if (child.name().equals(name)) {
        child.terminate();
        child.awaitEnd(atMost);
      }
    }
  }

  private synchronized List<ChildProcess> children() {
    return List.copyOf(started);
  }

  /** Ends what still runs, open requests included; returns after a minute at the latest. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    try {
      end("load", Duration.ZERO);
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children().forEach(ChildProcess::close);
  }
}
