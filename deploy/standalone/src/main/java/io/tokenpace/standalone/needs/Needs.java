package io.tokenpace.standalone.needs;

import io.tokenpace.standalone.fleet.Fleet;
import io.tokenpace.standalone.fleet.FleetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What something needs of the machine: a little more than what was measured. The README has the
 * measurements.
 *
 * @param purpose what it is for, after "to"
 * @param heapBytes heap of this process
 * @param memoryBytes memory of all processes together
 * @param diskBytes disk
 */
public record Needs(String purpose, long heapBytes, long memoryBytes, long diskBytes) {
  private static final long MIB = 1L << 20;

  /** What a JVM takes besides its heap, and the database. */
  private static final long BESIDE_HEAP_BYTES = 320 * MIB;

  private static final long LIVE_HEAP_BYTES = 256 * MIB;
  private static final long LIVE_DISK_BYTES = 512 * MIB;

  /**
   * The needs of a replay. A file that is too long or cannot be read counts nothing: it is refused
   * when it is read.
   *
   * @param maxFileBytes longest file that is read
   */
  public static Needs ofReplay(List<Path> files, long maxFileBytes) {
    return ofReplay(
        files.stream().mapToLong(Needs::size).filter(size -> size <= maxFileBytes).sum());
  }

  /** The needs of a replay of so many bytes. */
  static Needs ofReplay(long traceBytes) {
    // Traces are read whole.
    long heapBytes = 128 * MIB + 3 * traceBytes;
    return new Needs(
        String.format(Locale.ROOT, "replay %.1f MiB", (double) traceBytes / MIB),
        heapBytes,
        heapBytes + BESIDE_HEAP_BYTES,
        // An empty database and its log, the reports, the rows.
        128 * MIB + 2 * traceBytes);
  }

  /** The needs of a live run; null is one without a fleet. */
  public static Needs ofLive(@Nullable FleetOptions fleet) {
    return new Needs(
        fleet == null ? "run live" : "run a fleet of %d nodes".formatted(fleet.nodes()),
        LIVE_HEAP_BYTES,
        LIVE_HEAP_BYTES + BESIDE_HEAP_BYTES + (fleet == null ? 0 : Fleet.memoryBytes(fleet)),
        LIVE_DISK_BYTES);
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * What is missing, or null.
   *
   * @param where what the disk is called in a complaint
   * @return {@code subject: value (expected: …)}
   */
  public @Nullable String problem(Machine found, String where) {
    if (found.memoryBytes() < memoryBytes) {
      return complaint("memory", found.memoryBytes(), "", memoryBytes, "");
    }
    if (found.heapBytes() < heapBytes) {
      String remedy = "; TOKENPACE_JAVA_OPTIONS=-Xmx…m sets it";
      return complaint("heap", found.heapBytes(), "", heapBytes, remedy);
    }
    return found.diskBytes() < diskBytes
        ? complaint(where, found.diskBytes(), " free", diskBytes, "")
        : null;
  }

  private String complaint(
      String subject, long foundBytes, String state, long neededBytes, String remedy) {
    return String.format(
        Locale.ROOT,
        "%s: %d MiB%s (expected: >= %d MiB, to %s%s)",
        subject,
        foundBytes / MIB,
        state,
        (neededBytes + MIB - 1) / MIB,
        purpose,
        remedy);
  }
}
