package io.tokenpace.aggregation.slice;

import io.tokenpace.aggregation.cost.Charge;
import io.tokenpace.aggregation.cost.Share;
import io.tokenpace.aggregation.gauge.GaugeTotals;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.util.HashMap;
import java.util.Map;

/**
 * What the cost of a serving group's slice is shared by, and who was charged or told what of it so
 * far.
 *
 * <p>NOT thread-safe.
 */
final class SliceCosts {
  /** Work of all of the group's nodes, thousandths of output tokens. */
  final Map<SeriesLabels, Long> work = new HashMap<>();

  /** Requests that were in flight in the slice and have ended since. */
  final Map<SeriesLabels, Long> endedInFlight = new HashMap<>();

  /** By share, what was charged so far; what changes later is given away as the difference. */
  final Map<Share, Charge> charged = new HashMap<>();

  /** What its keys were told so far of engines and GPUs. */
  GaugeTotals toldGauges = new GaugeTotals();

  /** Whether the slice's end has passed: changes are given away at once. */
  boolean due;
}
