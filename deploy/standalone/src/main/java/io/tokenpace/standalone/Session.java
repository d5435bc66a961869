package io.tokenpace.standalone;

import io.tokenpace.standalone.files.WorkDirectory;
import io.tokenpace.standalone.parts.Parts;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be gone when the process is: the parts, and the directory they write to. It ends
 * once, whether the work is over, has failed, or was interrupted from outside.
 *
 * <p>Thread-safe: whoever ends it second waits for the first.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final WorkDirectory work;
  private final Parts parts;
  private boolean ended;

  Session(WorkDirectory work, Parts parts) {
    this.work = work;
    this.parts = parts;
  }

  Parts parts() {
    return parts;
  }

  /** Stops the parts and deletes everything. */
  void end() {
    end(false);
  }

  /** Stops the parts and deletes everything but the log. */
  void endButKeepLog() {
    end(true);
  }

  private synchronized void end(boolean keepLog) {
    if (ended) {
      return;
    }
    ended = true;
    parts.close();
    try {
      if (keepLog) {
        work.deleteButLog();
      } else {
        work.delete();
      }
    } catch (IOException e) {
      LOG.warn("temporary files are left in {}", work.log().getParent(), e);
    }
  }
}
