package io.tokenpace.agent.tap;

import java.util.concurrent.atomic.LongAdder;

/**
 * What could not be observed, counted since the start.
 *
 * <p>Thread-safe.
 */
public final class TapCounts {
  final LongAdder tooLarge = new LongAdder();
  final LongAdder unobservedEncodings = new LongAdder();
  final LongAdder unobservedTypes = new LongAdder();
  final LongAdder unreadableRequests = new LongAdder();
  final LongAdder unreadableAnswers = new LongAdder();
  final LongAdder unterminatedEvents = new LongAdder();
  final LongAdder abandonedUploads = new LongAdder();

  TapCounts() {}

  /** Events and answers beyond the limit of one, or of all that are held at a time. */
  public long tooLarge() {
    return tooLarge.sum();
  }

  /** Requests and answers that were encoded, as with gzip. */
  public long unobservedEncodings() {
    return unobservedEncodings.sum();
  }

  /** Answers that succeeded and are neither JSON nor a stream of events. */
  public long unobservedTypes() {
    return unobservedTypes.sum();
  }

  /** Requests whose body is not one JSON object. */
  public long unreadableRequests() {
    return unreadableRequests.sum();
  }

  /** Events and successful answers whose data is not one JSON object. */
  public long unreadableAnswers() {
    return unreadableAnswers.sum();
  }

  /** Streams whose last event ended without its empty line; it was read all the same. */
  public long unterminatedEvents() {
    return unterminatedEvents.sum();
  }

  /** Clients that left before their request was whole; such a request never started. */
  public long abandonedUploads() {
    return abandonedUploads.sum();
  }
}
