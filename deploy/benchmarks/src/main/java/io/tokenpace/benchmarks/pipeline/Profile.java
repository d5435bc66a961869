package io.tokenpace.benchmarks.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the processor's time went, by the JVM's own sampler: recorded while the job runs, and only
 * then.
 *
 * <p>Confined to one thread.
 */
final class Profile {
  private static final Duration PERIOD = Duration.ofMillis(10);

  private final Recording recording = new Recording();
  private final Path file;

  /** Begins to record. */
  Profile(Path file) {
    this.file = file;
    recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
    recording.start();
  }

  /** Ends the recording and writes it to its file. */
  void end() throws IOException {
    recording.stop();
    recording.dump(file);
    recording.close();
  }

  /**
   * The methods at the top of most samples, and those anywhere on most stacks.
   *
   * @param files recordings, added up
   * @param most lines of each kind
   * @return lines {@code share method}
   */
  static List<String> topLines(List<Path> files, int most) throws IOException {
    Map<String, Integer> top = new HashMap<>();
    Map<String, Integer> anywhere = new HashMap<>();
    int samples = 0;
    for (Path file : files) {
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
          continue;
        }
        samples++;
        top.merge(name(stack.getFrames().get(0)), 1, Integer::sum);
        Set<String> onStack = new HashSet<>();
        stack.getFrames().forEach(frame -> onStack.add(name(frame)));
        onStack.stream()
            .filter(method -> method.startsWith("io.tokenpace"))
            .forEach(method -> anywhere.merge(method, 1, Integer::sum));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("samples %d; at the top of".formatted(samples));
    lines.addAll(lines(top, samples, most));
    lines.add("anywhere on the stack of, own methods only");
    lines.addAll(lines(anywhere, samples, most));
    return lines;
  }

  private static List<String> lines(Map<String, Integer> counts, int samples, int most) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(entry -> "%5.1f %%  %s".formatted(100.0 * entry.getValue() / samples, entry.getKey()))
        .toList();
  }

  private static String name(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return method.getType().getName() + "." + method.getName();
  }
}
