package io.tokenpace.aggregation.testing;

import io.tokenpace.aggregation.testing.Request.Chunk;
import io.tokenpace.aggregation.testing.Request.End;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.Outcome;
import io.tokenpace.schemas.wire.EndCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes requests up: all shapes and all ends, most of them as users see them, some at the edge. */
final class RequestMaker {
  private static final List<String> ERRORS =
      List.of("out_of_memory", "engine_error", "truncated", "overload", "other", "never heard of");

  private final Random random;

  RequestMaker(Random random) {
    this.random = random;
  }

  /** Ways to end. */
  private enum Fate {
    FINISHED,
    LEFT_AFTER_THE_END,
    LEFT,
    DEADLINE,
    OVERLOADED,
    REFUSED,
    BAD_REQUEST,
    BAD_IN_BAND,
    BROKE_OFF,
    ERROR_503_WITH_OUTPUT,
    NO_CONNECTION,
    NEVER
  }

  Request make(long number, SeriesLabels labels, long acceptedMicros) {
    Fate fate = random.nextInt(100) < 55 ? Fate.FINISHED : pick(Fate.values());
    if (random.nextInt(6) == 0) {
      fate = Fate.NEVER;
    }
    boolean streaming = random.nextInt(100) < 85;
    boolean silent =
        switch (fate) {
          case OVERLOADED, REFUSED, BAD_REQUEST, BAD_IN_BAND, NO_CONNECTION -> true;
          case ERROR_503_WITH_OUTPUT -> false;
          default -> random.nextInt(100) < 8;
        };
    streaming |= fate == Fate.ERROR_503_WITH_OUTPUT;
    int choices = random.nextInt(100) < 80 ? 1 : 2 + random.nextInt(3);
    List<Chunk> chunks = new ArrayList<>();
    Map<Integer, Long> roles = new HashMap<>();
    if (streaming) {
      chunks(acceptedMicros, choices, silent, chunks, roles);
    }
    chunks.sort(Comparator.comparingLong(Chunk::timeMicros));
    long lastMicros =
        Math.max(
            chunks.isEmpty() ? acceptedMicros : chunks.get(chunks.size() - 1).timeMicros(),
            roles.values().stream().mapToLong(Long::longValue).max().orElse(acceptedMicros));
    long endMicros = lastMicros + (streaming ? random.nextInt(50_000) : random.nextInt(40_000_000));
    if (fate == Fate.LEFT && random.nextBoolean()) {
      endMicros = Math.max(lastMicros, acceptedMicros + Promises.DEADLINE_MICROS);
    }
    boolean wholeAnswer = !streaming && !silent && fate != Fate.LEFT && fate != Fate.DEADLINE;
    Optional<End> end =
        fate == Fate.NEVER
            ? Optional.empty()
            : Optional.of(end(fate, endMicros, chunks, wholeAnswer));
    long uploadMicros = random.nextBoolean() ? random.nextInt(3_000_000) : -1;
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

  private void chunks(
      long acceptedMicros,
      int choices,
      boolean silent,
      List<Chunk> chunks,
      Map<Integer, Long> roles) {
    boolean role = random.nextInt(3) == 0;
    boolean estimated = random.nextInt(4) == 0;
    for (int choice = 0; choice < choices; choice++) {
      // one in eight comes at the very bound of some promise
      long since = random.nextInt(8) == 0 ? Promises.TTFT_MICROS : 1 + random.nextInt(1_500_000);
      long time = acceptedMicros + since;
      if (role) {
        roles.put(choice, time);
        time += random.nextInt(30_000);
      }
      int length = silent ? 0 : 1 + random.nextInt(random.nextInt(10) == 0 ? 120 : 25);
      int reasoning = random.nextInt(3) == 0 ? random.nextInt(length + 1) : 0;
      for (int index = 0; index < length; index++) {
        int tokens = estimated || random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(5);
        chunks.add(new Chunk(choice, time, tokens, index < reasoning, estimated));
        time += gap();
      }
    }
  }

  private long gap() {
    return switch (random.nextInt(20)) {
      case 0, 1 -> 0;
      case 2 -> random.nextInt(200);
      case 3 -> 100_000;
      case 4 -> 150_000 + random.nextInt(2);
      case 5 -> random.nextInt(100) == 0 ? random.nextInt(30_000_000) : random.nextInt(900_000);
      default -> 8_000 + random.nextInt(60_000);
    };
  }

  private End end(Fate fate, long micros, List<Chunk> chunks, boolean wholeAnswer) {
    boolean output = !chunks.isEmpty() || wholeAnswer;
    long counted = chunks.stream().mapToLong(Chunk::tokens).sum();
    long usage = -1;
    if (wholeAnswer) {
      usage = 1L + random.nextInt(1_500);
    } else if (output && random.nextBoolean()) {
      usage = Math.max(0, counted - 2 + random.nextInt(6));
    }
    if (output && random.nextInt(20) == 0) {
      usage = counted + 990 + random.nextInt(20);
    }
    Ending ending = ending(fate, output);
    return new End(
        micros,
        ending.expected,
        ending.cause,
        ending.httpStatus,
        ending.inBandCode,
        ending.expected == Outcome.COMPLETED,
        random.nextInt(5) == 0 ? -1 : random.nextInt(4_000),
        random.nextInt(5) == 0,
        random.nextInt(3) == 0 ? random.nextInt(500) : -1,
        usage,
        random.nextInt(3) == 0 ? random.nextInt(50) : -1,
        ending.errorClass,
        random.nextInt(3) - 1,
        wholeAnswer);
  }

  private record Ending(
      Outcome expected,
      EndCause cause,
      int httpStatus,
      int inBandCode,
      @Nullable String errorClass) {}

  private Ending ending(Fate fate, boolean output) {
    String error = random.nextInt(6) == 0 ? null : ERRORS.get(random.nextInt(ERRORS.size()));
    return switch (fate) {
      case FINISHED -> new Ending(Outcome.COMPLETED, EndCause.RESPONSE_COMPLETE, 200, -1, null);
      case LEFT_AFTER_THE_END -> new Ending(Outcome.COMPLETED, EndCause.CLIENT_LEFT, 200, -1, null);
      case LEFT -> new Ending(Outcome.CANCELLED, EndCause.CLIENT_LEFT, 200, -1, error);
      case DEADLINE -> new Ending(Outcome.TIMED_OUT, EndCause.AGENT_DEADLINE, 429, -1, error);
      case OVERLOADED ->
          new Ending(
              Outcome.REJECTED, EndCause.UPSTREAM_ERROR, pick(429, 503, 529), -1, "overload");
      case REFUSED -> new Ending(Outcome.REJECTED, EndCause.AGENT_REFUSED, -1, -1, null);
      case BAD_REQUEST ->
          new Ending(
              Outcome.CLIENT_ERROR, EndCause.RESPONSE_COMPLETE, pick(400, 404, 422), -1, error);
      case BAD_IN_BAND ->
          new Ending(Outcome.CLIENT_ERROR, EndCause.RESPONSE_COMPLETE, 200, 400, error);
      case BROKE_OFF -> new Ending(Outcome.FAILED, EndCause.TRUNCATED, 200, -1, error);
      case ERROR_503_WITH_OUTPUT ->
          new Ending(
              output ? Outcome.FAILED : Outcome.REJECTED, EndCause.UPSTREAM_ERROR, 200, 503, error);
      case NO_CONNECTION -> new Ending(Outcome.FAILED, EndCause.CONNECT_FAILED, -1, -1, error);
      case NEVER -> throw new IllegalArgumentException("a request that never ends has no end");
    };
  }

  private int pick(int... values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
