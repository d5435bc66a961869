package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.agent.Agent;
import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.PipelineYaml;
import io.tokenpace.jobs.kafka.OffsetRange;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.yaml.StrictYaml;
import io.tokenpace.standalone.broker.EmbeddedKafka;
import io.tokenpace.standalone.rows.TopicEnds;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A live run in which an agent is killed with kill -9 in mid-traffic, and started again by hand
 * after its lease: what was in flight is lost, once, when the lease ends; its GPU is paid for up to
 * then, and again from when the new agent reports. The script {@code agent-kill-test} runs it.
 */
final class KilledAgent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NODE = "node-1";
  private static final Pattern AGENT =
      Pattern.compile(NODE + " +agent http://(\\S+) \\(pid (\\d+)\\).*");
  private static final Duration TRAFFIC = Duration.ofSeconds(8);
  private static final Duration SILENCE = Duration.ofSeconds(3);
  private static final Duration END = Duration.ofSeconds(60);

  private final List<String> up;
  private final Path directory;
  private final Path configFile;
  private final PipelineConfig config;
  private final Consumer<String> console;
  private final List<String> failures = new ArrayList<>();

  /**
   * A run that has not begun.
   *
   * @param up the command up
   * @param directory an empty one
   * @param configFile the run's configuration
   * @param console told what happens
   */
  KilledAgent(List<String> up, Path directory, Path configFile, Consumer<String> console) {
    this.up = up;
    this.directory = directory;
    this.configFile = configFile;
    this.config = PipelineYaml.read(StrictYaml.read(configFile));
    this.console = console;
  }

  /** Arguments: the script up, the configuration, how long it runs, and the seed. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("tokenpace-agent-kill-test-");
    System.out.printf("seed %s, files in %s%n", arguments[3], directory);
    List<String> failures =
        new KilledAgent(
                List.of(arguments[0]), directory, Path.of(arguments[1]), System.out::println)
            .run(arguments[2], Long.parseLong(arguments[3]));
    failures.forEach(failure -> System.out.println("FAILED " + failure));
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  /**
   * Runs it.
   *
   * @return what does not hold, a line each
   */
  List<String> run(String duration, long seed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(up);
    command.addAll(List.of("--for", duration, "--nodes", "2", "--seed", Long.toString(seed)));
    command.addAll(List.of("--data", directory.resolve("data").toString()));
    command.addAll(List.of("--report", directory.resolve("report.json").toString()));
    command.addAll(List.of("--config", configFile.toString()));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    @Nullable Process agent = null;
    try (BufferedReader lines = run.inputReader(StandardCharsets.UTF_8)) {
      Matcher node = AGENT.matcher("");
      while (!node.matches()) {
        node = AGENT.matcher(await(lines, NODE + " "));
      }
      await(lines, "fleet ");
      goOn(TRAFFIC);
      ProcessHandle.of(Long.parseLong(node.group(2))).orElseThrow().destroyForcibly();
      console.accept("killed the agent of " + NODE);
      goOn(Duration.ofMillis(config.leaseMillis()).plus(SILENCE));
      agent = startAgent(node.group(1));
      console.accept("started another");
      await(lines, "load ");
      agent.destroy();
      require(agent.waitFor(END.toSeconds(), TimeUnit.SECONDS), "the new agent: does not end");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        console.accept("  " + line);
      }
      require(run.waitFor() == 0, "up: exit status %d (expected: 0)".formatted(run.waitFor()));
    } finally {
      run.destroy();
      if (agent != null) {
        agent.destroyForcibly();
      }
    }
    if (failures.isEmpty()) {
      try (EmbeddedKafka broker = EmbeddedKafka.start(directory.resolve("data/broker"))) {
        check(broker.bootstrapServers());
      }
    }
    return failures;
  }

  private String await(BufferedReader lines, String beginning) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      console.accept("  " + line);
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new IOException("up: ended (expected: a line that begins with '" + beginning + "')");
  }

  private static void goOn(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(Math.max(1, end - System.nanoTime()));
    }
  }

  /** With the configuration of the one that was killed, where that one listened. */
  private Process startAgent(String address) throws IOException {
    String text =
        Files.readString(directory.resolve("data/temporary/fleet/agent-" + NODE + ".yaml"));
    Path again =
        Files.writeString(
            directory.resolve("agent.yaml"),
            text.replace("listen: 127.0.0.1:0", "listen: " + address));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Agent.class.getName(),
            "--config",
            again.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("agent.log").toFile())
        .start();
  }

  private void check(String servers) throws IOException {
    KilledBoots boots = KilledBoots.read(servers, NODE);
    require(boots.count() == 2, "boots: %d (expected: 2)".formatted(boots.count()));
    require(!boots.ended(0), "the killed agent: sent a final report");
    require(boots.ended(1), "the new agent: sent no final report");
    JsonNode report = JSON.readTree(directory.resolve("report.json").toFile());
    JsonNode node = metrics(report, NODE);
    JsonNode other = metrics(report, "node-2");
    lost(servers, boots, node, other);
    cost(servers, report, boots, node);
  }

  private void lost(String servers, KilledBoots boots, JsonNode node, JsonNode other) {
    int open = boots.open(0).size();
    long leaseEndMillis = leaseEndMicros(boots) / 1_000;
    long windowMillis = config.windows().get(0).lengthMillis();
    SortedMap<Long, Long> byWindow = KilledBoots.lostByWindow(servers, NODE, windowMillis);
    console.accept(
        "in flight when it was killed: %d by starts and ends, %d by its last list; lost: %d"
            .formatted(open, boots.openByList(0).size(), node.path("requests_lost").asLong()));
    console.accept(
        "the lease ended at %s; lost by end of window: %s"
            .formatted(
                Instant.ofEpochMilli(leaseEndMillis),
                byWindow.entrySet().stream()
                    .map(entry -> Instant.ofEpochMilli(entry.getKey()) + " " + entry.getValue())
                    .collect(Collectors.joining(", "))));
    require(open > 0, "in flight: 0 (expected: some, or nothing is shown)");
    require(boots.open(0).equals(boots.openByList(0)), "the last list: other requests");
    require(
        node.path("requests_lost").asLong() == open,
        "requests_lost: %s (expected: %d)".formatted(node.path("requests_lost"), open));
    long windowEnd = (leaseEndMillis / windowMillis + 1) * windowMillis;
    require(
        byWindow.equals(Map.of(windowEnd, (long) open)),
        "lost by window: %s (expected: %d at %d)".formatted(byWindow, open, windowEnd));
    for (String none : List.of("requests_unknown", "requests_in_flight_at_end")) {
      require(node.path(none).asLong() == 0, "%s: %s".formatted(none, node.path(none)));
    }
    require(
        other.path("requests_lost").asLong() == 0,
        "node-2: requests_lost: %s (expected: 0)".formatted(other.path("requests_lost")));
  }

  private long leaseEndMicros(KilledBoots boots) {
    return boots.last(0).getCompleteThroughMicros() + 1_000 * config.leaseMillis();
  }

  /** A first report that is empty begins after what it is complete through. */
  private static long fromMicros(KilledBoots boots, int boot) {
    NodeReport first = boots.reports(boot).get(0);
    return Math.min(first.getBaseTimeMicros(), first.getCompleteThroughMicros());
  }

  private void cost(String servers, JsonNode report, KilledBoots boots, JsonNode node) {
    Map<TopicPartition, Long> ends =
        TopicEnds.of(servers, Topic.NODE_REPORTS.name(Topic.DEFAULT_PREFIX));
    Map<TopicPartition, Long> begins =
        ends.keySet().stream().collect(Collectors.toMap(partition -> partition, unused -> 0L));
    SeenReports seen = SeenReports.read(servers, new OffsetRange(begins, ends));
    BigInteger known =
        new KnownCost(
                config.prices(),
                1_000 * config.sliceMillis(),
                1_000 * config.leaseMillis(),
                micros(report, "run_start"),
                micros(report, "run_end"))
            .nanos(seen.boots().stream().filter(boot -> boot.node().equals(NODE)).toList());
    BigInteger reported = node.path("gpu_cost").decimalValue().movePointRight(9).toBigInteger();
    long first = leaseEndMicros(boots) - fromMicros(boots, 0);
    long second = boots.last(1).getCompleteThroughMicros() - fromMicros(boots, 1);
    console.accept(
        "gpu time: %d µs to the lease's end + %d µs of the new agent; reported %d µs"
            .formatted(first, second, node.path("gpu_micros").asLong()));
    console.accept(
        "gpu_cost: reported %d, computed anew %d nano-dollars".formatted(reported, known));
    require(node.path("gpu_micros").asLong() == first + second, "gpu_micros: not the sum");
    require(reported.equals(known), "gpu_cost: not the one computed anew");
  }

  private static long micros(JsonNode report, String field) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(report.path(field).asText()));
  }

  private static JsonNode metrics(JsonNode report, String node) {
    for (JsonNode rollup : report.path("rollups")) {
      if (rollup.path("rollup").asText().equals("node")
          && rollup.path("key").path("node").asText().equals(node)) {
        return rollup.path("metrics");
      }
    }
    throw new IllegalStateException(node + ": not in the report");
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(otherwise);
    }
  }
}
