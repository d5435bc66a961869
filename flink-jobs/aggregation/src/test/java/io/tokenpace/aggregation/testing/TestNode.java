package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.Run;
import io.tokenpace.aggregation.slice.GroupState;
import io.tokenpace.aggregation.slice.NodeFolder;
import io.tokenpace.aggregation.slice.NodeFolder.Verdict;
import io.tokenpace.schemas.codec.BootIdentity;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.Vantage;
import java.util.ArrayList;
import java.util.List;

/** One node whose reports are written by hand, and the folder they are offered to. */
public final class TestNode {
  /** Where its reports say they come from. */
  public static final ReportLabels LABELS =
      new ReportLabels("node-1", "agent", "node-1", "east", SeriesLabels.NONE, SeriesLabels.NONE);

  private final NodeFolder folder;
  private final GroupState state = new GroupState();
  private final Partials partials = new Partials();
  private long watermarkMillis = Long.MIN_VALUE;

  /** A node in a run. */
  public TestNode(PipelineConfig config, Run run) {
    this.folder = new NodeFolder(config, run);
  }

  /** A boot of the node, as an engine's own agent sees it. */
  public static ReportCutter boot(long number) {
    return new ReportCutter(LABELS, new BootIdentity(0, number), Vantage.ENGINE);
  }

  /** One report of all events of requests. */
  public static SentReport report(
      ReportCutter boot, long baseMicros, long completeThroughMicros, Request... requests) {
    return boot.report(baseMicros, completeThroughMicros, ReportCutter.events(List.of(requests)));
  }

  /** Offers a report. */
  public Verdict offer(SentReport report) {
    return folder.offer(state, report.bytes(), watermarkMillis, partials);
  }

  /** Moves event time on and wakes the folder at each moment it asked for. */
  public void advance(long millis) {
    watermarkMillis = millis;
    for (List<Long> due = partials.due(millis); !due.isEmpty(); due = partials.due(millis)) {
      new ArrayList<>(due).forEach(moment -> folder.advance(state, moment, partials));
    }
  }

  /** What it gave away. */
  public Partials partials() {
    return partials;
  }

  /** What is kept of it. */
  public GroupState state() {
    return state;
  }
}
