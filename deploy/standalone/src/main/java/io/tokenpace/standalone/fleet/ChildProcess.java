package io.tokenpace.standalone.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Java program in a process of its own, on this one's class path. What it prints goes to a file,
 * line by line, and can be waited for; it ends with this process at the latest.
 *
 * <p>Thread-safe.
 */
final class ChildProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xshare:auto",
          "-Dfile.encoding=UTF-8",
          "-Dlogback.configurationFile=io/tokenpace/standalone/fleet/logback-child.xml");

  /**
   * Ctrl-C, and a terminal that is closed, reach every process of it, but children are ended in
   * their order: what the shell ignores, the JVM it becomes leaves ignored.
   */
  private static final List<String> DEAF_TO_THE_TERMINAL =
      List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

  private static final String END = "";

  private final String name;
  private final Process process;
  private final Path output;
  private final Thread outputReader = new Thread(this::readOutput, "child-output");
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private volatile boolean askedToEnd;

  private ChildProcess(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a program.
   *
   * @param name what it is called in complaints
   * @param jvm options of its virtual machine
   * @param output where its output goes; a file that is there is replaced
   * @param mainClass the program
   * @param arguments its arguments
   * @throws IOException if no process can be started
   */
  static ChildProcess start(
      String name, List<String> jvm, Path output, String mainClass, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(DEAF_TO_THE_TERMINAL);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(jvm);
    // Libraries unpack programs there, which a process that is killed leaves behind.
    command.add("-Djava.io.tmpdir=" + output.toAbsolutePath().getParent());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Redirect.PIPE);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.start();
    ChildProcess child = new ChildProcess(name, process, output);
    child.outputReader.setDaemon(true);
    child.outputReader.start();
    return child;
  }

  private void readOutput() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        OutputStream file =
            Files.newOutputStream(
                output, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        file.flush();
        lines.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lines.add(END);
    }
  }

  /**
   * The next line of its output that begins with a word; those before it are skipped.
   *
   * @throws IOException if it ends without one, or says nothing of it in time
   */
  String awaitLine(String beginning, Duration atMost) throws IOException, InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    String last = "nothing";
    while (true) {
      @Nullable String line =
          lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new IOException(
            "%s: %s, its last line: %s (expected: a line that begins with '%s')"
                .formatted(
                    name,
                    line == null ? "silent for " + atMost.toSeconds() + " s" : "ended",
                    last,
                    beginning));
      }
      if (line.startsWith(beginning)) {
        return line;
      }
      last = line;
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** The status it ended with, or -1 while it runs. */
  int exitStatus() {
    return process.isAlive() ? -1 : process.exitValue();
  }

  /** Whether it has ended though nobody asked it to. */
  boolean diedByItself() {
    return !askedToEnd && !process.isAlive();
  }

  /** Asks it to end, and returns at once. */
  void terminate() {
    // One that is dead already has died by itself.
    askedToEnd = process.isAlive();
    // The handle's: the process's own would close its output, the last of which is still to come.
    process.toHandle().destroy();
  }

  /**
   * Waits for its end.
   *
   * @return whether it came in time
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until all it has printed is in its file; only to be asked once it has ended. */
  void awaitOutput() throws InterruptedException {
    outputReader.join();
  }

  /** Ends it now, if it has not ended. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
