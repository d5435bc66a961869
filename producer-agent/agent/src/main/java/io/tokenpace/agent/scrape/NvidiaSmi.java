package io.tokenpace.agent.scrape;

import io.tokenpace.agent.report.GaugeReadings;
import io.tokenpace.agent.report.GpuReading;
import io.tokenpace.agent.time.AgentClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads GPUs through the program nvidia-smi, which runs once and writes a line a GPU and interval.
 * Where it is not there, there are no readings.
 *
 * <p>Confined to one thread, but for the counts and {@link #close}.
 */
public final class NvidiaSmi implements AutoCloseable {
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final String program;
  private final Duration interval;
  private final AgentClock clock;
  private final GaugeReadings readings;
  private final Sighting sighting;
  private volatile @Nullable Process process;
  private volatile boolean closed;
  private @Nullable BufferedReader lines;

  /**
   * A reader that has not started the program yet.
   *
   * @param program its name or path
   * @param interval how often it writes
   */
  public NvidiaSmi(String program, Duration interval, AgentClock clock, GaugeReadings readings) {
    this.program = program;
    this.interval = interval;
    this.clock = clock;
    this.readings = readings;
    this.sighting = new Sighting("gpus: " + program);
  }

  /**
   * A GPU the program knows.
   *
   * @param name what the maker calls it
   */
  public record KnownGpu(String uuid, String name) {}

  /** The GPUs it knows; none if it is not there or takes longer than 3 s. */
  public List<KnownGpu> list() {
    List<KnownGpu> gpus = new ArrayList<>();
    try {
      Process listing = start("--query-gpu=uuid,name", "--format=csv,noheader");
      try (BufferedReader reader = listing.inputReader(StandardCharsets.UTF_8)) {
        if (!listing.waitFor(LIST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            || listing.exitValue() != 0) {
          sighting.missed("it did not list GPUs");
          return List.of();
        }
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          String[] cells = line.split(",", 2);
          if (cells.length == 2 && !cells[0].isBlank() && !cells[1].isBlank()) {
            gpus.add(new KnownGpu(cells[0].strip(), cells[1].strip()));
          }
        }
      } finally {
        listing.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      sighting.missed(String.valueOf(e.getMessage()));
    }
    return List.copyOf(gpus);
  }

  /** Waits for a line and reads it; returns how long to wait before the next step. */
  public Duration step() {
    try {
      if (lines == null) {
        lines = open();
      }
      String line = lines.readLine();
      if (line == null) {
        lines = null;
        if (!closed) {
          sighting.missed("it ended");
        }
        return AGAIN;
      }
      GpuReading reading = GpuLine.read(line, clock.monotonicMicros());
      if (reading == null) {
        sighting.missed("it wrote something else than readings");
      } else {
        sighting.seen();
        readings.gpu(reading);
      }
      return Duration.ZERO;
    } catch (IOException e) {
      lines = null;
      if (!closed) {
        sighting.missed(String.valueOf(e.getMessage()));
      }
      return AGAIN;
    }
  }

  private BufferedReader open() throws IOException {
    Process started =
        start(
            "--query-gpu=" + String.join(",", GpuLine.FIELDS),
            "--format=csv,noheader,nounits",
            "-lms",
            Long.toString(interval.toMillis()));
    process = started;
    if (closed) {
      started.destroyForcibly();
    }
    return started.inputReader(StandardCharsets.UTF_8);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** How often there was nothing to read. */
  public long failures() {
    return sighting.failures();
  }

  /** Ends the program; a step that waits for its next line returns. Thread-safe. */
  @Override
  public void close() {
    closed = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
