package io.tokenpace.standalone;

import io.tokenpace.standalone.needs.LoopbackPort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the page is to be seen, and for how long. */
final class PageOptions {
  private static final int PORTS = 65_536;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Where the page is on 127.0.0.1 (default: "
              + PageServer.USUAL_PORT
              + ", or a port that is free).")
  private @Nullable Integer port;

  @Option(
      names = "--stay",
      description = "When all is done, goes on serving the page, until Ctrl-C.")
  private boolean stay;

  /**
   * What they say.
   *
   * @param port the page's port; null for the usual one, or any if that is taken
   * @param stay whether it is served when all else is done
   */
  record Plan(@Nullable Integer port, boolean stay) {}

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if no page can be there
   */
  Plan plan() {
    if (port != null) {
      if (!(port >= 0 && port < PORTS)) {
        throw new IllegalArgumentException(
            "--port: %d (expected: 0 to %d)".formatted(port, PORTS - 1));
      }
      if (!LoopbackPort.isFree(port)) {
        throw new IllegalArgumentException(
            "--port: %d, in use (expected: a port of 127.0.0.1 that is free)".formatted(port));
      }
    }
    return new Plan(port, stay);
  }
}
