package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.testing.Request.Chunk;
import io.tokenpace.aggregation.testing.Request.End;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a request down by hand: everything is said in microseconds since it was accepted. */
public final class RequestBuilder {
  private final long number;
  private final long acceptedMicros;
  private final List<Chunk> chunks = new ArrayList<>();
  private final Map<Integer, Long> roles = new HashMap<>();
  private String model = "llama";
  private long uploadMicros = -1;
  private boolean streaming = true;
  private int choices = 1;
  private long inputTokens = -1;
  private long usageTokens = -1;
  private @Nullable String errorClass;
  private Optional<End> end = Optional.empty();

  /** A streamed request of one choice. */
  public RequestBuilder(long number, long acceptedMicros) {
    this.number = number;
    this.acceptedMicros = acceptedMicros;
  }

  /** Of this model, not of {@code llama}. */
  public RequestBuilder model(String name) {
    model = name;
    return this;
  }

  /** Its upload took this long. */
  public RequestBuilder upload(long micros) {
    uploadMicros = micros;
    return this;
  }

  /** It is not streamed. */
  public RequestBuilder whole() {
    streaming = false;
    return this;
  }

  /** It has several choices. */
  public RequestBuilder choices(int count) {
    choices = count;
    return this;
  }

  /** What its usage says. */
  public RequestBuilder usage(long input, long output) {
    inputTokens = input;
    usageTokens = output;
    return this;
  }

  /** Class of its error. */
  public RequestBuilder error(String name) {
    errorClass = name;
    return this;
  }

  /** A role-only chunk of the first choice came. */
  public RequestBuilder role(long sinceMicros) {
    roles.put(0, acceptedMicros + sinceMicros);
    return this;
  }

  /** A chunk of the first choice came. */
  public RequestBuilder chunk(long sinceMicros, int tokens) {
    return chunk(0, sinceMicros, tokens, false);
  }

  /** A chunk came. */
  public RequestBuilder chunk(int choice, long sinceMicros, int tokens, boolean reasoning) {
    chunks.add(new Chunk(choice, acceptedMicros + sinceMicros, tokens, reasoning, false));
    return this;
  }

  /** It ended well; if it is not streamed, with its whole answer. */
  public RequestBuilder completed(long sinceMicros) {
    return ended(
        sinceMicros, Outcome.COMPLETED, EndCause.RESPONSE_COMPLETE, 200, -1, true, !streaming);
  }

  /** It ended otherwise, with no answer in one piece. */
  public RequestBuilder ended(
      long sinceMicros, Outcome expected, EndCause cause, int httpStatus, int inBandCode) {
    return ended(sinceMicros, expected, cause, httpStatus, inBandCode, false, false);
  }

  /** It ended. */
  public RequestBuilder ended(
      long sinceMicros,
      Outcome expected,
      EndCause cause,
      int httpStatus,
      int inBandCode,
      boolean allChoicesFinished,
      boolean wholeAnswer) {
    end =
        Optional.of(
            new End(
                acceptedMicros + sinceMicros,
                expected,
                cause,
                httpStatus,
                inBandCode,
                allChoicesFinished,
                inputTokens,
                false,
                -1,
                usageTokens,
                -1,
                errorClass,
                -1,
                wholeAnswer));
    return this;
  }

  /** The request. */
  public Request build() {
    SeriesLabels labels =
        new SeriesLabels("engine", model, SeriesLabels.NONE, "tenant", SeriesLabels.NONE);
    return new Request(
        number,
        labels,
        acceptedMicros,
        uploadMicros,
        streaming,
        choices,
        List.copyOf(chunks),
        Map.copyOf(roles),
        end);
  }
}
