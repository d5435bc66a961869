package io.tokenpace.jobs.testing;

import io.tokenpace.jobs.source.ReportRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * A source that gives the records of one partition up to a gate, and then neither gives any more
 * nor ends, so that a savepoint can be taken there. Restored without a gate, it gives the rest.
 */
public final class GatedRecords {
  /** No gate: the source gives all and ends. */
  public static final int OPEN = Integer.MAX_VALUE;

  private GatedRecords() {}

  /**
   * The source.
   *
   * @param records all records; the same when the source is restored
   * @param gate how many of them it gives, less than all; or {@link #OPEN}
   */
  public static DataGeneratorSource<ReportRecord> source(List<ReportRecord> records, int gate) {
    return source(records, new Gate(gate, false));
  }

  /**
   * A source that gives records up to a gate, and the rest once a checkpoint holds all of those.
   *
   * @param records all records; the same when the source is restored
   * @param gate how many of them it gives before
   */
  public static DataGeneratorSource<ReportRecord> untilCheckpoint(
      List<ReportRecord> records, int gate) {
    return source(records, new Gate(gate, true));
  }

  private static DataGeneratorSource<ReportRecord> source(List<ReportRecord> records, Gate gate) {
    return new DataGeneratorSource<>(
        new Lookup(List.copyOf(records)),
        records.size(),
        gate,
        TypeInformation.of(ReportRecord.class));
  }

  /** By its number, a record; the list is only ever serialized within the process. */
  private static final class Lookup implements GeneratorFunction<Long, ReportRecord> {
    private static final long serialVersionUID = 1L;

    private final byte[][] values;

    private Lookup(List<ReportRecord> records) {
      values = records.stream().map(record -> record.record().value()).toArray(byte[][]::new);
    }

    @Override
    public ReportRecord map(Long number) {
      return Records.partition(0, List.of(values[number.intValue()])).get(0);
    }
  }

  private record Gate(int records, boolean opensAtCheckpoint)
      implements RateLimiterStrategy<NumberSequenceSplit> {
    @Override
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
      return new RateLimiter<>() {
        private final CompletableFuture<Void> open = new CompletableFuture<>();
        private int given;
        private int completedAtGate;

        @Override
        public CompletionStage<Void> acquire(int more) {
          given += more;
          return given <= records ? CompletableFuture.completedFuture(null) : open;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
          // The first to complete here may have been begun before all records were given.
          if (opensAtCheckpoint && given > records && ++completedAtGate == 2) {
            open.complete(null);
          }
        }
      };
    }
  }
}
