package io.tokenpace.setup.topic;

import java.util.concurrent.locks.LockSupport;

/** Time, as far as waiting for a cluster needs it. */
interface Pace {
  /** The machine's monotonic clock. */
  Pace SYSTEM =
      new Pace() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** A monotonic clock's reading. */
  long nanos();

  /** Lets about this much time pass; less if the thread is interrupted. */
  void pause(long nanos);
}
