package io.tokenpace.benchmarks.reports;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What one answer took.
 *
 * @param wallNanos from the request to its last byte
 * @param cpuNanos processor time of the server meanwhile, in steps of the operating system
 * @param bytes its length, compressed
 */
record Answered(long wallNanos, long cpuNanos, long bytes) {

  /** Asks something. */
  interface Asking {
    HttpResponse<byte[]> ask() throws IOException, InterruptedException;
  }

  /** Asks and measures. */
  static Answered of(ServerProcess server, Asking asking) throws IOException, InterruptedException {
    long cpuBefore = server.cpuNanos();
    long before = System.nanoTime();
    int bytes = asking.ask().body().length;
    long wall = System.nanoTime() - before;
    return new Answered(wall, server.cpuNanos() - cpuBefore, bytes);
  }

  /**
   * A quantile of one of the figures, by nearest rank.
   *
   * @param quantile above 0, at most 1
   */
  static long quantile(List<Answered> answers, double quantile, ToLongFunction<Answered> figure) {
    long[] sorted = answers.stream().mapToLong(figure).sorted().toArray();
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }
}
