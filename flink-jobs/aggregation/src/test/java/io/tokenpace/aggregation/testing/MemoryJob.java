package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.rollup.RollupKey;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.GroupStateCodec;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.aggregation.slice.SlicePartial;
import io.tokenpace.aggregation.slice.SlicePartialCodec;
import io.tokenpace.aggregation.state.VersionedCodec;
import io.tokenpace.aggregation.window.RollupState;
import io.tokenpace.aggregation.window.RollupStateCodec;
import io.tokenpace.aggregation.window.WindowRoller;
import io.tokenpace.aggregation.window.WindowRow;
import io.tokenpace.schemas.testing.LedgerCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plays the stream engine in one thread: a state and event-time timers for each node and each
 * roll-up key, and a watermark that passes the nodes before the keys.
 */
public final class MemoryJob {
  private final NodeFolder folder;
  private final WindowRoller roller;
  private final Map<String, GroupState> nodes = new HashMap<>();
  private final Timers<String> nodeTimers = new Timers<>();
  private final Map<RollupKey, RollupState> keys = new HashMap<>();
  private final Timers<RollupKey> keyTimers = new Timers<>();
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final List<WindowRow> rows = new ArrayList<>();
  private long nodesWatermark = Long.MIN_VALUE;
  private long keysWatermark = Long.MIN_VALUE;
  private int partialsLost;

  /** A job for one run under one configuration. */
  public MemoryJob(PipelineConfig config, Run run) {
    this.folder = new NodeFolder(config, run);
    this.roller = new WindowRoller(config, run);
  }

  /** Event-time timers: at most one for each key and moment. */
  private static final class Timers<K> {
    private final TreeMap<Long, List<K>> byMoment = new TreeMap<>();

    void register(long millis, K key) {
      List<K> at = byMoment.computeIfAbsent(millis, absent -> new ArrayList<>());
      if (!at.contains(key)) {
        at.add(key);
      }
    }
  }

  private interface Fire<K> {
    void at(K key, long millis);
  }

  private static <K> void fire(Timers<K> timers, long watermarkMillis, Fire<K> fire) {
    while (!timers.byMoment.isEmpty() && timers.byMoment.firstKey() <= watermarkMillis) {
      Map.Entry<Long, List<K>> due = timers.byMoment.pollFirstEntry();
      due.getValue().forEach(key -> fire.at(key, due.getKey()));
    }
  }

  /** Takes a report. */
  public Verdict offer(SentReport report) {
    String node = report.from().servingGroup();
    GroupState state = nodes.computeIfAbsent(node, absent -> new GroupState());
    Verdict verdict = folder.offer(state, report.bytes(), nodesWatermark, nodeOutput(node));
    verdicts.merge(verdict, 1, Integer::sum);
    return verdict;
  }

  /** Moves event time on; never back. */
  public void advance(long watermarkMillis) {
    if (watermarkMillis <= nodesWatermark) {
      return;
    }
    nodesWatermark = watermarkMillis;
    fire(
        nodeTimers,
        watermarkMillis,
        (node, millis) -> folder.advance(stateOf(node), millis, nodeOutput(node)));
    nodes.values().removeIf(GroupState::isEmpty);
    keysWatermark = watermarkMillis;
    fire(
        keyTimers,
        watermarkMillis,
        (key, millis) -> roller.advance(stateOf(key), key, millis, keyOutput(key)));
    keys.values().removeIf(RollupState::isEmpty);
  }

  private GroupState stateOf(String node) {
    return nodes.getOrDefault(node, new GroupState());
  }

  private RollupState stateOf(RollupKey key) {
    return keys.computeIfAbsent(key, absent -> roller.newState());
  }

  private NodeFolder.Output nodeOutput(String node) {
    return new NodeFolder.Output() {
      @Override
      public void partial(SlicePartial partial) {
        SlicePartial received = throughBytes(new SlicePartialCodec(), partial);
        RollupKey key = received.key();
        if (!roller.add(stateOf(key), received, keysWatermark, keyOutput(key))) {
          partialsLost++;
        }
      }

      @Override
      public void wakeAt(long millis) {
        nodeTimers.register(millis, node);
      }
    };
  }

  private WindowRoller.Output keyOutput(RollupKey key) {
    return new WindowRoller.Output() {
      @Override
      public void row(WindowRow row) {
        LedgerCheck.check(row.metrics());
        rows.add(row);
      }

      @Override
      public void wakeAt(long millis) {
        keyTimers.register(millis, key);
      }
    };
  }

  /** Writes all state to bytes and goes on with what is read back. */
  public void snapshotAndRestore() {
    nodes.replaceAll((node, state) -> throughBytes(new GroupStateCodec(), state));
    keys.replaceAll((key, state) -> throughBytes(new RollupStateCodec(), state));
  }

  private static <T> T throughBytes(VersionedCodec<T> codec, T value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      codec.write(value, new DataOutputStream(bytes));
      DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      T read = codec.read(input);
      if (input.available() > 0) {
        throw new IllegalStateException(input.available() + " bytes were not read");
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** Every row issued so far, in order. */
  public List<WindowRow> rows() {
    return rows;
  }

  /** How many reports this became of. */
  public int count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** Partials no window took. */
  public int partialsLost() {
    return partialsLost;
  }

  /** What is left of state and timers, in words; empty if nothing is. */
  public List<String> leftovers() {
    List<String> left = new ArrayList<>(new TreeSet<>(nodes.keySet()));
    keys.keySet().forEach(key -> left.add(key.toString()));
    nodeTimers.byMoment.keySet().forEach(moment -> left.add("node timer at " + moment));
    keyTimers.byMoment.keySet().forEach(moment -> left.add("key timer at " + moment));
    return left;
  }
}
