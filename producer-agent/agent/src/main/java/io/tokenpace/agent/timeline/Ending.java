package io.tokenpace.agent.timeline;

import io.tokenpace.schemas.wire.EndCause;
import org.jspecify.annotations.Nullable;

/**
 * What the exchange says of a request's end.
 *
 * @param cause what ended it
 * @param atMicros when, microseconds of the agent's monotonic clock
 * @param httpStatus status of the answer, or {@link RequestEvent#ABSENT}
 * @param streamed whether the answer was streamed, or if there was none, was to be
 * @param refusal class of an answer that is no success; null of a success, and without an answer
 * @param retryCount how often the client tried before, or {@link RequestEvent#ABSENT}
 * @param writeStallMicros how long the client did not take what was ready for it
 */
public record Ending(
    EndCause cause,
    long atMicros,
    int httpStatus,
    boolean streamed,
    @Nullable String refusal,
    int retryCount,
    long writeStallMicros) {
  /** Whether a whole answer came that says it is a success. */
  boolean completeSuccess() {
    return cause == EndCause.RESPONSE_COMPLETE && httpStatus >= 200 && httpStatus <= 299;
  }
}
