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
 * What {@code up} needs of the machine, by the size of the traces it replays, or of its fleet: a
 * little more than what was measured. The README has the measurements.
 *
 * @param traceBytes size of all traces together
 * @param fleetBytes memory of the processes of a fleet
 */
public record Needs(long traceBytes, long fleetBytes) {
  private static final long MIB = 1L << 20;

  /**
   * The needs of files. One that is too long or cannot be read counts nothing: it is refused when
   * it is read.
   *
   * @param maxFileBytes longest file that is read
   */
  public static Needs of(List<Path> files, long maxFileBytes) {
    return new Needs(
        files.stream().mapToLong(Needs::size).filter(size -> size <= maxFileBytes).sum(), 0);
  }

  /** The needs of a live run; null is one without a fleet. */
  public static Needs ofFleet(@Nullable FleetOptions fleet) {
    return new Needs(0, fleet == null ? 0 : Fleet.memoryBytes(fleet));
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Heap: traces are read whole. */
  public long heapBytes() {
    return 128 * MIB + 3 * traceBytes;
  }

  /** Memory: the heap, what a JVM needs besides, and the database. */
  public long memoryBytes() {
    return heapBytes() + 320 * MIB + fleetBytes;
  }

  /** Disk: an empty database and its log, the reports, the rows. */
  public long diskBytes() {
    return 128 * MIB + 2 * traceBytes;
  }

  /**
   * What is missing, or null.
   *
   * @param where what the disk is called in a complaint
   * @return {@code subject: value (expected: …)}
   */
  public @Nullable String problem(Machine found, String where) {
    if (found.memoryBytes() < memoryBytes()) {
      return complaint("memory", found.memoryBytes(), "", memoryBytes(), "");
    }
    if (found.heapBytes() < heapBytes()) {
      String remedy = "; TOKENPACE_JAVA_OPTIONS=-Xmx…m sets it";
      return complaint("heap", found.heapBytes(), "", heapBytes(), remedy);
    }
    return found.diskBytes() < diskBytes()
        ? complaint(where, found.diskBytes(), " free", diskBytes(), "")
        : null;
  }

  private String complaint(
      String subject, long foundBytes, String state, long neededBytes, String remedy) {
    return String.format(
        Locale.ROOT,
        "%s: %d MiB%s (expected: >= %d MiB, %s%s)",
        subject,
        foundBytes / MIB,
        state,
        (neededBytes + MIB - 1) / MIB,
        fleetBytes > 0
            ? "for the fleet"
            : String.format(Locale.ROOT, "to replay %.1f MiB", (double) traceBytes / MIB),
        remedy);
  }
}
