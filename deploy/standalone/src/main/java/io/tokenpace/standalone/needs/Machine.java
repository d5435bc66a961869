package io.tokenpace.standalone.needs;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process finds.
 *
 * @param heapBytes how far this JVM's heap may grow
 * @param memoryBytes memory of the machine, or of the container the process is in
 * @param diskBytes what is free where the data are to lie
 */
public record Machine(long heapBytes, long memoryBytes, long diskBytes) {
  /**
   * The machine this runs on.
   *
   * @param directory where the data are to lie; if it is not there yet, the one above it counts
   */
  public static Machine found(Path directory) throws IOException {
    long memoryBytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    Path there =
        Files.exists(directory) ? directory : directory.toAbsolutePath().normalize().getParent();
    return new Machine(
        Runtime.getRuntime().maxMemory(),
        memoryBytes,
        Files.getFileStore(there == null ? directory : there).getUsableSpace());
  }
}
