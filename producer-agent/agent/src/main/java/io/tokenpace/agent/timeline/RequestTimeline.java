package io.tokenpace.agent.timeline;

import io.tokenpace.agent.dialect.ErrorClass;
import io.tokenpace.agent.dialect.Payload;
import io.tokenpace.agent.dialect.Payload.Choice;
import io.tokenpace.agent.dialect.Payload.EngineError;
import io.tokenpace.agent.dialect.RequestShape;
import io.tokenpace.agent.timeline.RequestEvent.OutputTimes;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one request out of what came of it and when, by the definitions of the metric
 * dictionary. Times are microseconds of the agent's monotonic clock, and do not go back.
 *
 * <p>NOT thread-safe.
 */
public final class RequestTimeline {
  private static final long ABSENT = RequestEvent.ABSENT;

  /** Choices beyond these are not told apart: they are not observed. */
  private static final int MAX_CHOICES = 4_096;

  /** Reasons with which engines say that a choice did not end normally. */
  private static final Set<String> ABNORMAL = Set.of("abort", "error", "cancelled", "timeout");

  private final long request;
  private final SeriesLabels labels;
  private final RequestShape shape;
  private final long acceptedMicros;
  private final RequestEvents events;
  private final Map<Long, ChoiceTimeline> choices = new TreeMap<>();
  private final RequestTokens tokens = new RequestTokens();

  private long firstOutputMicros = ABSENT;
  private long firstAnswerMicros = ABSENT;
  private long lastOutputMicros = ABSENT;
  private long roleOnlyMicros = ABSENT;
  private long answerMicros = ABSENT;
  private @Nullable EngineError error;
  private @Nullable String finishReason;
  private boolean abnormal;
  private boolean done;
  private boolean unobserved;
  private boolean unread;

  /**
   * A request that was accepted.
   *
   * @param request its number in the boot
   * @param acceptedMicros when
   * @param events where its chunks go
   */
  public RequestTimeline(
      long request,
      SeriesLabels labels,
      RequestShape shape,
      long acceptedMicros,
      RequestEvents events) {
    this.request = request;
    this.labels = labels;
    this.shape = shape;
    this.acceptedMicros = acceptedMicros;
    this.events = events;
  }

  /**
   * Says that it started.
   *
   * @param headMicros when its head was read
   * @param operation chat or completion
   * @param requestBytes bytes of its body
   */
  public void started(long headMicros, String operation, long requestBytes) {
    events.offer(
        new RequestEvent.Started(
            request,
            labels,
            acceptedMicros,
            Math.max(0, acceptedMicros - headMicros),
            shape.stream(),
            operation,
            shape.choices(),
            shape.prompts(),
            requestBytes));
  }

  /** An event of a streamed answer came. */
  public void chunk(Payload payload, long atMicros) {
    note(payload);
    // Counts beside several choices belong to none of them.
    boolean countsOfOne = payload.choices().size() == 1;
    for (Choice said : payload.choices()) {
      ChoiceTimeline choice = choice(said);
      if (choice != null) {
        choice(said, choice, payload, countsOfOne, atMicros);
      }
    }
  }

  /** A whole answer that was not streamed came; {@code atMicros} is when its last byte did. */
  public void answer(Payload payload, long atMicros) {
    note(payload);
    boolean output = payload.usage() != null && payload.usage().completion() > 0;
    for (Choice said : payload.choices()) {
      ChoiceTimeline choice = choice(said);
      if (choice != null) {
        finish(said, choice);
        if (payload.choices().size() == 1) {
          choice.counts(payload);
        }
      }
      output |= said.output() != null;
    }
    answerMicros = output ? atMicros : ABSENT;
  }

  /** The marker that ends a stream came. */
  public void done() {
    done = true;
  }

  /** Something of the answer could not be looked at. */
  public void unobserved() {
    unobserved = true;
  }

  /** Nothing of the answer can be looked at. */
  public void unread() {
    unread = true;
  }

  /**
   * The request ended; the event is the caller's to pass on, and has no ids yet.
   *
   * @param lastBodyMicros when the answer's last byte came, or {@link RequestEvent#ABSENT}
   */
  public RequestEvent.Ended ended(Ending ending, long lastBodyMicros) {
    boolean finished = allChoicesFinished(ending);
    return new RequestEvent.Ended(
        request,
        labels,
        ending.atMicros(),
        acceptedMicros,
        ending.cause(),
        ending.httpStatus(),
        error == null ? (int) ABSENT : error.code(),
        finished,
        ending.streamed(),
        shape.allChoices(),
        times(ending, finished, lastBodyMicros),
        tokens.counts(choices.values(), shape.choices()),
        finishReason,
        errorClass(ending, finished),
        ending.retryCount(),
        ending.writeStallMicros(),
        null,
        null);
  }

  private void note(Payload payload) {
    if (payload.error() != null && error == null) {
      error = payload.error();
    }
    if (payload.usage() != null && payload.choices().isEmpty()) {
      tokens.total(payload.usage());
    } else if (payload.usage() != null && payload.choices().size() > 1) {
      tokens.totalIfNoBetter(payload.usage());
    }
  }

  private @Nullable ChoiceTimeline choice(Choice said) {
    if (!(said.index() >= 0 && said.index() < MAX_CHOICES)) {
      unobserved = true;
      return null;
    }
    return choices.computeIfAbsent(
        said.index(), index -> new ChoiceTimeline(index.intValue(), acceptedMicros));
  }

  private void choice(
      Choice said, ChoiceTimeline choice, Payload payload, boolean countsOfOne, long atMicros) {
    long usageSoFar = ABSENT;
    long timingsSoFar = ABSENT;
    if (countsOfOne) {
      choice.counts(payload);
      usageSoFar = payload.usage() == null ? ABSENT : payload.usage().completion();
      timingsSoFar = payload.timings() == null ? ABSENT : payload.timings().predicted();
    }
    ChunkKind kind = said.output();
    if (kind != null && shape.echo() && !choice.echoed) {
      // The first text begins with the prompt. Whether more is in it, only exact counts tell.
      choice.echoed = true;
      if (choice.counter.saysGenerated(said, usageSoFar)) {
        output(said, choice, kind, usageSoFar, timingsSoFar, atMicros);
      }
    } else if (kind != null) {
      output(said, choice, kind, usageSoFar, timingsSoFar, atMicros);
    } else {
      choice.counter.noOutput(said);
      roleOnly(said, choice, atMicros);
    }
    finish(said, choice);
  }

  private void output(
      Choice said,
      ChoiceTimeline choice,
      ChunkKind kind,
      long usageSoFar,
      long timingsSoFar,
      long atMicros) {
    int count = choice.counter.output(said, usageSoFar, timingsSoFar);
    tokens.chunk(count, choice.counter.source());
    boolean firstOfRequest = firstOutputMicros == ABSENT;
    boolean firstAnswer = firstAnswerMicros == ABSENT && kind != ChunkKind.REASONING;
    long since = Math.max(0, atMicros - choice.lastMicros);
    events.offer(
        new RequestEvent.Chunk(
            request,
            labels,
            atMicros,
            choice.number,
            choice.chunks,
            since,
            count,
            kind,
            choice.counter.source(),
            firstOfRequest,
            firstAnswer ? sinceAccepted(atMicros) : ABSENT,
            choice.chunks == 0 ? choice.roleSinceMicros : ABSENT));
    firstOutputMicros = firstOfRequest ? atMicros : firstOutputMicros;
    firstAnswerMicros = firstAnswer ? atMicros : firstAnswerMicros;
    lastOutputMicros = atMicros;
    choice.lastMicros = atMicros;
    choice.chunks++;
  }

  private void roleOnly(Choice said, ChoiceTimeline choice, long atMicros) {
    if (said.role()
        && said.finishReason() == null
        && choice.chunks == 0
        && choice.roleSinceMicros == ABSENT) {
      choice.roleSinceMicros = sinceAccepted(atMicros);
      roleOnlyMicros = roleOnlyMicros == ABSENT ? atMicros : roleOnlyMicros;
    }
  }

  private void finish(Choice said, ChoiceTimeline choice) {
    String reason = said.finishReason();
    if (reason == null) {
      return;
    }
    choice.finishReason = reason;
    if (!abnormal) {
      finishReason = reason;
      abnormal = ABNORMAL.contains(reason);
    }
  }

  private boolean allChoicesFinished(Ending ending) {
    if (error != null || abnormal || ending.refusal() != null) {
      return false;
    }
    long finished = choices.values().stream().filter(one -> one.finishReason != null).count();
    // What could not be looked at is taken at the word of what could.
    boolean assumed = unread || (unobserved && (done || !ending.streamed()));
    return finished >= shape.allChoices() || (assumed && ending.completeSuccess());
  }

  private OutputTimes times(Ending ending, boolean finished, long lastBodyMicros) {
    long last = lastOutputMicros;
    if (last == ABSENT && ending.completeSuccess() && !ending.streamed()) {
      boolean assumed = (unread || unobserved) && finished && choices.isEmpty();
      last = assumed ? lastBodyMicros : answerMicros;
    }
    return new OutputTimes(
        sinceAccepted(firstOutputMicros),
        sinceAccepted(firstAnswerMicros),
        sinceAccepted(last),
        last == ABSENT ? sinceAccepted(roleOnlyMicros) : ABSENT);
  }

  private @Nullable String errorClass(Ending ending, boolean finished) {
    if (error != null) {
      return error.errorClass();
    }
    if (ending.refusal() != null) {
      return ending.refusal();
    }
    if (finished) {
      return null;
    }
    if (ending.cause() == EndCause.TRUNCATED) {
      return ErrorClass.TRUNCATED;
    }
    if (abnormal) {
      return ErrorClass.ENGINE_ERROR;
    }
    return switch (ending.cause()) {
      case CLIENT_LEFT, AGENT_DEADLINE -> null;
      case AGENT_REFUSED -> ErrorClass.OVERLOAD;
      case CONNECT_FAILED, UPSTREAM_ERROR -> ErrorClass.ENGINE_ERROR;
      // Complete for HTTP, but some choice has no end.
      case RESPONSE_COMPLETE, TRUNCATED -> ErrorClass.TRUNCATED;
      case UNKNOWN -> ErrorClass.OTHER;
    };
  }

  private long sinceAccepted(long micros) {
    return micros == ABSENT ? ABSENT : Math.max(0, micros - acceptedMicros);
  }
}
