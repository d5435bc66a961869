package io.tokenpace.standalone;

import io.tokenpace.standalone.files.WorkDirectory;
import io.tokenpace.standalone.fleet.Fleet;
import io.tokenpace.standalone.parts.Parts;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be gone when the process is: the fleet, the parts, and the temporary files they
 * write. It ends once, whether the work is over, has failed, or was interrupted from outside.
 *
 * <p>Thread-safe: whoever ends it second waits for the first.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final WorkDirectory work;
  private final Parts parts;
  private final @Nullable Fleet fleet;
  private final PageServer page;
  private boolean ended;
  private volatile boolean interrupted;

  /**
   * A session.
   *
   * @param fleet what uses the parts from outside; null without
   * @param page what shows what they hold, if it is started
   */
  Session(WorkDirectory work, Parts parts, @Nullable Fleet fleet, PageServer page) {
    this.work = work;
    this.parts = parts;
    this.fleet = fleet;
    this.page = page;
  }

  Parts parts() {
    return parts;
  }

  @Nullable Fleet fleet() {
    return fleet;
  }

  PageServer page() {
    return page;
  }

  Path log() {
    return work.log();
  }

  /** Whether the end came from outside, or is coming. */
  boolean interrupted() {
    return interrupted;
  }

  /** Ends it from outside, whatever is going on. */
  void interrupt() {
    interrupted = true;
    end();
  }

  /** Stops the parts and deletes what is temporary. */
  void end() {
    end(false);
  }

  /** Stops the parts and deletes what is temporary but the log. */
  void endButKeepLog() {
    end(true);
  }

  private synchronized void end(boolean keepLog) {
    if (ended) {
      return;
    }
    ended = true;
    page.close();
    if (fleet != null) {
      fleet.close();
    }
    parts.close();
    try {
      if (keepLog) {
        work.deleteButLog();
      } else {
        work.delete();
      }
      work.unlock();
    } catch (IOException e) {
      LOG.warn("temporary files are left in {}", work.log().getParent(), e);
    }
  }
}
