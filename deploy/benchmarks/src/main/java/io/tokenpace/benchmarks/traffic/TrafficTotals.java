package io.tokenpace.benchmarks.traffic;

/**
 * What was put into traffic, counted by the one who made it up: what readers of it have to find.
 *
 * <p>NOT thread-safe.
 */
public final class TrafficTotals {
  private long reports;
  private long bytes;
  private long tokens;
  private long requestsStarted;
  private long requestsEnded;
  private long ttftSumMicros;
  private long gaps;
  private long gapSumMicros;
  private long firstEventMicros = Long.MAX_VALUE;
  private long lastEventMicros = Long.MIN_VALUE;

  TrafficTotals() {}

  void report(int recordBytes) {
    reports++;
    bytes += recordBytes;
  }

  void event(long timeMicros) {
    firstEventMicros = Math.min(firstEventMicros, timeMicros);
    lastEventMicros = Math.max(lastEventMicros, timeMicros);
  }

  void started() {
    requestsStarted++;
  }

  void firstToken(long ttftMicros) {
    tokens++;
    ttftSumMicros += ttftMicros;
  }

  void nextToken(long gapMicros) {
    tokens++;
    gaps++;
    gapSumMicros += gapMicros;
  }

  void ended() {
    requestsEnded++;
  }

  /** Reports. */
  public long reports() {
    return reports;
  }

  /** Bytes of all reports, before any compression. */
  public long bytes() {
    return bytes;
  }

  /** Token events; every chunk is one token. */
  public long tokens() {
    return tokens;
  }

  /** Requests that started. */
  public long requestsStarted() {
    return requestsStarted;
  }

  /** Requests that ended, all of them COMPLETED. */
  public long requestsEnded() {
    return requestsEnded;
  }

  /** Sum of the times to first token, microseconds. */
  public long ttftSumMicros() {
    return ttftSumMicros;
  }

  /** Gaps between two tokens of a request. */
  public long gaps() {
    return gaps;
  }

  /** Sum of the gaps, microseconds. */
  public long gapSumMicros() {
    return gapSumMicros;
  }

  /** Event time of the first event, UTC microseconds. */
  public long firstEventMicros() {
    return firstEventMicros;
  }

  /** Event time of the last event, UTC microseconds. */
  public long lastEventMicros() {
    return lastEventMicros;
  }
}
