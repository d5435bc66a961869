package io.tokenpace.aggregation.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays reports into a job with the watermark a source of some partitions would give: the least of
 * the partitions', each 2 s behind what its reports are complete through.
 */
public final class Player {
  private final MemoryJob job;
  private final int partitions;
  private final int reportsPerWatermark;
  private final Map<Integer, Long> completeThrough = new HashMap<>();
  private int offered;

  /**
   * A player.
   *
   * @param partitions how many partitions the nodes are spread over
   * @param reportsPerWatermark after how many reports event time is moved on
   */
  public Player(MemoryJob job, int partitions, int reportsPerWatermark) {
    this.job = job;
    this.partitions = partitions;
    this.reportsPerWatermark = reportsPerWatermark;
  }

  /** Plays reports in the order they are given. */
  public void play(List<SentReport> reports) {
    reports.forEach(this::play);
  }

  /** Plays one report. */
  public void play(SentReport report) {
    job.offer(report);
    offered++;
    int partition = Math.floorMod(report.from().node().hashCode(), partitions);
    completeThrough.merge(partition, report.completeThroughMicros(), Math::max);
    if (offered % reportsPerWatermark == 0 && completeThrough.size() == partitions) {
      long least = completeThrough.values().stream().min(Long::compare).orElseThrow();
      job.advance(Math.floorDiv(least - 2_000_000, 1_000) - 1);
    }
  }
}
