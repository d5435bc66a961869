package io.tokenpace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.standalone.Leftovers;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedFlinkIT {
  @TempDir Path directory;

  @Test
  void runsABoundedJobToItsEndAndLeavesNothingRunning() throws Exception {
    Leftovers leftovers = new Leftovers();
    try (EmbeddedFlink cluster = EmbeddedFlink.start(directory, 2, 2)) {
      JobExecutionResult result = cluster.run("count", EmbeddedFlinkIT::count);

      assertThat(result.<Long>getAccumulatorResult("seen")).isEqualTo(1_000L);
    }
    assertThat(leftovers.await(Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void saysWhyAJobFailedInOneLine() throws Exception {
    try (EmbeddedFlink cluster = EmbeddedFlink.start(directory, 1, 1)) {
      assertThatThrownBy(() -> cluster.run("fail", EmbeddedFlinkIT::fail))
          .isInstanceOf(JobFailedException.class)
          .hasMessage("fail: failed: IllegalStateException: number: 3 (expected: < 3)");
    }
  }

  @Test
  void refusesToStartWithoutASlot() {
    assertThatThrownBy(() -> EmbeddedFlink.start(directory, 1, 2))
        .hasMessage("slots: 1 (expected: >= parallelism, 2)");
  }

  @Test
  void drainsAJobThatDoesNotEndAsIfItsInputHadEnded() throws Exception {
    try (EmbeddedFlink cluster = EmbeddedFlink.start(directory, 2, 2)) {
      RunningJob job = cluster.submit("endless", EmbeddedFlinkIT::waitForTheEndOfTime);
      job.checkpoint();
      job.requireAlive();

      JobExecutionResult result = job.drain(directory.resolve("savepoint"));

      // One of each key.
      assertThat(result.<Long>getAccumulatorResult("due")).isEqualTo(7);
      assertThat(directory.resolve("savepoint")).isNotEmptyDirectory();
    }
  }

  @Test
  void saysThatAJobDoesNotRunAnyMore() throws Exception {
    try (EmbeddedFlink cluster = EmbeddedFlink.start(directory, 3, 1)) {
      RunningJob cancelled = cluster.submit("cancelled", EmbeddedFlinkIT::waitForTheEndOfTime);
      cancelled.cancel();

      assertThatThrownBy(() -> untilItEnds(cluster.submit("failed", EmbeddedFlinkIT::fail)))
          .isInstanceOf(JobFailedException.class)
          .hasMessage("failed: failed: IllegalStateException: number: 3 (expected: < 3)");
      assertThatThrownBy(() -> untilItEnds(cancelled))
          .hasMessageContaining("cancelled: ")
          .hasMessageContaining("ancel");
    }
  }

  private static void untilItEnds(RunningJob job) throws InterruptedException {
    while (true) {
      job.requireAlive();
      Thread.onSpinWait();
    }
  }

  private static void waitForTheEndOfTime(StreamExecutionEnvironment environment) {
    environment
        .fromSequence(1, Long.MAX_VALUE)
        .keyBy(number -> number % 7)
        .process(new Waiting())
        .sinkTo(new DiscardingSink<>());
  }

  private static void count(StreamExecutionEnvironment environment) {
    environment
        .fromSequence(1, 1_000)
        .keyBy(number -> number % 7)
        .map(new Counting())
        .sinkTo(new DiscardingSink<>());
  }

  private static void fail(StreamExecutionEnvironment environment) {
    environment.fromSequence(1, 10).map(new Failing()).sinkTo(new DiscardingSink<>());
  }

  /** Counts what it sees. */
  public static final class Counting extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    private transient LongCounter seen = new LongCounter();

    @Override
    public void open(OpenContext context) {
      seen = new LongCounter();
      getRuntimeContext().addAccumulator("seen", seen);
    }

    @Override
    public Long map(Long number) {
      seen.add(1);
      return number;
    }
  }

  /** Counts keys at the last moment of event time. */
  public static final class Waiting extends KeyedProcessFunction<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    private transient LongCounter due = new LongCounter();

    @Override
    public void open(OpenContext context) {
      due = new LongCounter();
      getRuntimeContext().addAccumulator("due", due);
    }

    @Override
    public void processElement(Long number, Context context, Collector<Long> out) {
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE - 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Long> out) {
      due.add(1);
    }
  }

  /** Fails at 3. */
  public static final class Failing extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long number) {
      if (number >= 3) {
        throw new IllegalStateException("number: 3 (expected: < 3)\nmore lines\n");
      }
      return number;
    }
  }
}
