package io.tokenpace.simulator.server;

import io.tokenpace.simulator.truth.Ending;
import io.tokenpace.simulator.truth.RequestEnd;
import io.tokenpace.simulator.truth.RequestTruth;
import io.tokenpace.simulator.truth.TruthFile;
import io.tokenpace.simulator.truth.TruthLog;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A truth file that says when a request has ended. */
final class SignallingTruth implements TruthLog {
  private static final long HANGING_SECONDS = 60;

  private final TruthFile file;
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();

  SignallingTruth(Path path) {
    this.file = TruthFile.create(path);
  }

  @Override
  public void ended(RequestTruth request, RequestEnd end) {
    file.ended(request, end);
    endings.add(end.ending());
  }

  /** Waits until one more request has ended. */
  Ending next() throws InterruptedException {
    Ending ending = endings.poll(HANGING_SECONDS, TimeUnit.SECONDS);
    if (ending == null) {
      throw new AssertionError("no request ended");
    }
    return ending;
  }

  @Override
  public void close() {
    file.close();
  }
}
