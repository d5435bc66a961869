package io.tokenpace.examples.cost;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures what reading the same tokens costs in each {@link Form}: bytes on the broker's disk, and
 * processor time of this whole process, garbage collection and compilation included. The forms take
 * turns within one run, so that whatever else the machine does meets all of them.
 *
 * <p>NOT thread-safe.
 */
public final class FormCosts {
  private static final int WARM_UP_ROUNDS = 2;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final String servers;
  private final Map<Form, List<Round>> rounds = new EnumMap<>(Form.class);

  private record Round(long records, String figures, long tokens, long cpuNanos, long wallNanos) {
    double cpuSecondsPerMillion() {
      return cpuNanos / 1e3 / tokens;
    }

    double millionsPerSecond() {
      return tokens * 1e3 / wallNanos;
    }
  }

  /**
   * A measurement of what the topics of one cluster hold.
   *
   * @param servers HOST:PORT
   */
  FormCosts(String servers) {
    this.servers = servers;
    for (Form form : Form.values()) {
      rounds.put(form, new ArrayList<>());
    }
  }

  /**
   * Prints the measurement.
   *
   * @param arguments the Kafka servers, and the rounds to measure
   */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments: expected: HOST:PORT ROUNDS");
    }
    new FormCosts(arguments[0])
        .measure(Integer.parseInt(arguments[1]))
        .forEach(System.out::println);
  }

  /**
   * Reads every form as often as asked for, after two rounds that do not count.
   *
   * @return a table of medians
   * @throws IllegalStateException if two forms do not say the same
   */
  List<String> measure(int measuredRounds) throws InterruptedException, ExecutionException {
    for (int round = 0; round < WARM_UP_ROUNDS + measuredRounds; round++) {
      for (Form form : Form.values()) {
        Round read = read(form);
        if (round >= WARM_UP_ROUNDS) {
          rounds(form).add(read);
        }
      }
    }
    requireSameFigures();
    Map<String, Long> bytes = bytesByTopic();
    List<String> table = new ArrayList<>();
    table.add("| topic | read with | records | B/token | CPU s per M tokens | M tokens/s |");
    table.add("|---|---|---|---|---|---|");
    for (Form form : Form.values()) {
      Round any = rounds(form).get(0);
      table.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,d | %.1f | %.3f (%.3f–%.3f) | %.2f |",
              form.topic(),
              form.reader(),
              any.records(),
              bytes.getOrDefault(form.topic(), 0L) / (double) any.tokens(),
              at(form, Round::cpuSecondsPerMillion, 0.5),
              at(form, Round::cpuSecondsPerMillion, 0),
              at(form, Round::cpuSecondsPerMillion, 1),
              at(form, Round::millionsPerSecond, 0.5)));
    }
    return table;
  }

  private List<Round> rounds(Form form) {
    return rounds.getOrDefault(form, List.of());
  }

  private Round read(Form form) {
    FormReader reader = new FormReader(form);
    long records = 0;
    long cpuNanos;
    long wallNanos;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(form.topic()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      // Only now: connecting is the same for every form, and would hide what reading costs.
      cpuNanos = PROCESS.getProcessCpuTime();
      wallNanos = System.nanoTime();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          reader.read(record.value());
          records++;
        }
      }
      cpuNanos = PROCESS.getProcessCpuTime() - cpuNanos;
      wallNanos = System.nanoTime() - wallNanos;
    }
    return new Round(
        records, reader.figures().toString(), reader.figures().tokens(), cpuNanos, wallNanos);
  }

  private void requireSameFigures() {
    List<String> figures =
        rounds.values().stream().flatMap(List::stream).map(Round::figures).distinct().toList();
    if (figures.size() != 1) {
      throw new IllegalStateException("figures: %s (expected: the same of all)".formatted(figures));
    }
  }

  private double at(Form form, ToDoubleFunction<Round> figure, double share) {
    double[] sorted = rounds(form).stream().mapToDouble(figure).sorted().toArray();
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private Map<String, Long> bytesByTopic() throws InterruptedException, ExecutionException {
    Map<String, Long> bytes = new HashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      List<Integer> brokers =
          admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
      for (Map<String, LogDirDescription> directories :
          admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription directory : directories.values()) {
          directory
              .replicaInfos()
              .forEach((partition, info) -> bytes.merge(partition.topic(), info.size(), Long::sum));
        }
      }
    }
    return bytes;
  }
}
