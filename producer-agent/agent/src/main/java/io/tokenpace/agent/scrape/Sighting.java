package io.tokenpace.agent.scrape;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether something is to be had: says once that it is not, and counts.
 *
 * <p>Thread-safe.
 */
final class Sighting {
  private static final Logger LOG = LoggerFactory.getLogger(Sighting.class);

  private final String what;
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean missing = new AtomicBoolean();

  Sighting(String what) {
    this.what = what;
  }

  void seen() {
    missing.set(false);
  }

  void missed(String why) {
    failures.increment();
    if (missing.compareAndSet(false, true)) {
      LOG.warn("{}: {} (further failures are only counted)", what, why);
    }
  }

  long failures() {
    return failures.sum();
  }
}
