package io.tokenpace.standalone;

import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.files.LogFile;
import io.tokenpace.standalone.files.WorkDirectory;
import io.tokenpace.standalone.fleet.Fleet;
import io.tokenpace.standalone.parts.Parts;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts, has something done with them and takes them down again, however that ends.
 *
 * <p>Confined to one thread, but for the shutdown hook.
 */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final PrintStream out;
  private final PrintStream err;
  private final LongSupplier nanoClock;

  Sessions(PrintStream out, PrintStream err, LongSupplier nanoClock) {
    this.out = out;
    this.err = err;
    this.nanoClock = nanoClock;
  }

  /** What is done in a session. */
  interface Work {
    void run(Session session, Console console) throws Exception;
  }

  /**
   * Runs one session.
   *
   * @param fleet makes what uses the parts from outside; null without
   * @param page where the page is to be, and whether it stays when the work is done
   * @param line what is about to happen
   * @return whether the work was done; if not, one line has said why
   */
  boolean run(
      WorkDirectory directory,
      Parts.Sizes sizes,
      @Nullable Function<Console, Fleet> fleet,
      PageOptions.Plan page,
      String line,
      Work work) {
    Console console = new Console(out, nanoClock);
    console.line(line);
    Console.Stopwatch total = console.start("all");
    LogFile log = LogFile.open(directory.log());
    try {
      Parts parts = Parts.start(directories(directory), sizes, console);
      Session session =
          new Session(
              directory,
              parts,
              fleet == null ? null : fleet.apply(console),
              new PageServer(parts, page));
      Thread hook = new Thread(session::interrupt, "end-session");
      Runtime.getRuntime().addShutdownHook(hook);
      boolean done = run(work, session, console);
      if (!session.interrupted()) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
      if (done) {
        total.end("done", "");
      }
      return done;
    } finally {
      log.close();
    }
  }

  private boolean run(Work work, Session session, Console console) {
    try {
      work.run(session, console);
      session.page().stay(console);
      Console.Stopwatch stop = console.start("stop");
      session.end();
      stop.end("done", "");
      return true;
    } catch (Exception e) {
      if (session.interrupted()) {
        // Parts vanish under a run that is interrupted; what it says then is nobody's concern.
        return false;
      }
      LOG.error("up failed", e);
      session.endButKeepLog();
      err.println("up: %s (log: %s)".formatted(oneLine(e), session.log()));
      return false;
    }
  }

  private static Parts.Directories directories(WorkDirectory work) {
    String binaries = System.getProperty("tokenpace.database.binaries");
    return new Parts.Directories(
        work.of("broker"),
        work.of("database"),
        binaries == null ? work.temporaryOf("database-binaries") : Path.of(binaries),
        work.temporaryOf("cluster"));
  }

  private static String oneLine(Exception exception) {
    String message = exception.getMessage();
    return message == null
        ? exception.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
