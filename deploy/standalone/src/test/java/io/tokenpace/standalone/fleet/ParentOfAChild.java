package io.tokenpace.standalone.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A parent for tests: starts a child, says its process id, and waits to be killed. */
public final class ParentOfAChild {
  private ParentOfAChild() {}

  /** Argument: the file for the child's output. */
  public static void main(String[] arguments) throws Exception {
    ChildProcess child =
        ChildProcess.start(
            "child",
            List.of("-Xmx32m"),
            Path.of(arguments[0]),
            FakeChild.class.getName(),
            List.of("ready", "stay"));
    child.awaitLine("ready", Duration.ofSeconds(60));
    System.out.println(child.pid());
    child.awaitEnd(Duration.ofMinutes(5));
  }
}
