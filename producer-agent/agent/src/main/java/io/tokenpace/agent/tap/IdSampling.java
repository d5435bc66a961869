package io.tokenpace.agent.tap;

import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.agent.timeline.RequestLatencies;
import io.tokenpace.schemas.metrics.Bands.Band;

/** Decides of which requests the ids are kept. */
final class IdSampling {
  private static final long ONE_IN = 1_000;

  private IdSampling() {}

  static boolean keeps(RequestIdPolicy policy, RequestEvent.Ended ended) {
    return switch (policy) {
      case OFF -> false;
      case SAMPLED -> !ended.allChoicesFinished() || slow(ended) || ended.request() % ONE_IN == 0;
      case ALL -> true;
    };
  }

  private static boolean slow(RequestEvent.Ended ended) {
    return RequestLatencies.ttftBand(ended) == Band.POOR
        || RequestLatencies.tpotBand(ended) == Band.POOR;
  }
}
