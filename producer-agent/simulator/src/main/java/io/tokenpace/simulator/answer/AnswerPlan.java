package io.tokenpace.simulator.answer;

import io.tokenpace.simulator.engine.Prompt;
import io.tokenpace.simulator.random.Draws;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Everything about an answer but its time: how many tokens in which steps, which words, how it
 * finishes or fails. Depends on the engine's seed, the model's behaviour and the body's bytes
 * alone.
 *
 * <p>Immutable and thread-safe.
 */
public final class AnswerPlan {
  private static final int NO_STEP = Integer.MAX_VALUE;
  private static final long FIRST_CREATED_SECONDS = 1_700_000_000L;
  private static final int CREATED_SPAN_SECONDS = 1 << 24;
  private static final int ID_BYTES = 16;

  private final byte[] digest;
  private final long seed;
  private final Choice[] choices;
  private final int steps;
  private final Failure failure;
  private final int failureStep;
  private final double coalescedShare;

  /**
   * The tokens of one choice.
   *
   * @param tokensByStep tokens of each of its steps
   * @param totalTokens the sum of these
   * @param reasoningTokens its first tokens that are reasoning
   * @param answerKind what the others are
   * @param finishReason why it ends, as the wire says it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Choice(
      byte[] tokensByStep,
      int totalTokens,
      int reasoningTokens,
      TokenKind answerKind,
      String finishReason) {}

  private AnswerPlan(byte[] digest, Choice[] choices, ModelBehaviour model) {
    this.digest = digest;
    this.seed = ByteBuffer.wrap(digest).getLong();
    this.choices = choices;
    this.steps = Arrays.stream(choices).mapToInt(c -> c.tokensByStep().length).max().orElseThrow();
    Draws draws = Draws.of(seed, -1);
    this.failure = model.failures().at(draws.unit());
    this.failureStep = failureStep(failure, draws.below(steps));
    this.coalescedShare = model.coalescedShare();
  }

  private static int failureStep(Failure failure, int drawn) {
    return switch (failure) {
      case NONE -> NO_STEP;
      case BEFORE_STREAM -> 0;
      case IN_BAND, CUT -> drawn;
    };
  }

  /**
   * The answer to a body.
   *
   * @param body what {@code bytes} say
   * @param bytes the body itself
   * @throws RefusedException if the model's context has no room for an answer
   */
  public static AnswerPlan of(
      long engineSeed, ModelBehaviour model, GenerationBody body, byte[] bytes)
      throws RefusedException {
    byte[] digest = Draws.digest(engineSeed, bytes);
    long seed = ByteBuffer.wrap(digest).getLong();
    Choice[] choices = new Choice[body.sequences()];
    for (int sequence = 0; sequence < choices.length; sequence++) {
      Prompt prompt = body.prompts().get(sequence / body.choicesPerPrompt());
      int room = model.contextTokens() - prompt.tokens();
      if (room < 1) {
        throw new RefusedException(
            400,
            "prompt: %d tokens (expected: fewer than %d)"
                .formatted(prompt.tokens(), model.contextTokens()));
      }
      choices[sequence] = choice(Draws.of(seed, sequence), sequence, room, model, body);
    }
    return new AnswerPlan(digest, choices, model);
  }

  private static Choice choice(
      Draws draws, int sequence, int room, ModelBehaviour model, GenerationBody body) {
    GenerationBody.Length length = body.length();
    int most = length.mostTokens() < 0 ? room : Math.min(room, length.mostTokens());
    int natural = model.outputTokens().draw(draws);
    if (length.wantedTokens() > 0) {
      // Choices of one prompt differ in length, as they do in life; the first is as asked.
      double factor = sequence == 0 ? 1 : 0.5 + draws.unit();
      natural = (int) Math.max(1, Math.min(Integer.MAX_VALUE, length.wantedTokens() * factor));
    }
    natural = Math.max(natural, length.leastTokens());
    boolean cutOff = length.ignoreEnd() || natural > most;
    int tokens = cutOff ? most : natural;
    boolean calls = !body.tool().isEmpty() && draws.chance(model.toolCallShare());
    int reasoning = (int) (tokens * model.reasoningShare());
    String finish = calls ? "tool_calls" : "stop";
    return new Choice(
        steps(draws, tokens, reasoning, model.speculation()),
        tokens,
        reasoning,
        calls ? TokenKind.TOOL_CALL : TokenKind.ANSWER,
        cutOff ? "length" : finish);
  }

  /** Steps of speculative decoding; none holds both reasoning and answer. */
  private static byte[] steps(Draws draws, int tokens, int reasoning, Speculation speculation) {
    byte[] steps = new byte[tokens];
    int count = 0;
    int done = 0;
    while (done < tokens) {
      int end = done < reasoning ? reasoning : tokens;
      int yielded = Math.min(speculation.draw(draws), end - done);
      steps[count++] = (byte) yielded;
      done += yielded;
    }
    return Arrays.copyOf(steps, count);
  }

  /** 32 hexadecimal digits that name the answer. */
  public String id() {
    StringBuilder id = new StringBuilder(2 * ID_BYTES);
    for (int position = 0; position < ID_BYTES; position++) {
      id.append(Character.forDigit((digest[position] >> 4) & 0xF, 16));
      id.append(Character.forDigit(digest[position] & 0xF, 16));
    }
    return id.toString();
  }

  /** What the answer says of its own time: seconds since the epoch, and as made up as its text. */
  public long createdSeconds() {
    return FIRST_CREATED_SECONDS + Long.remainderUnsigned(Draws.mix(seed), CREATED_SPAN_SECONDS);
  }

  /** Choices of all prompts. */
  public int sequences() {
    return choices.length;
  }

  /** Steps until the last choice ends. */
  public int steps() {
    return steps;
  }

  /** Tokens of a choice in a step; 0 after its end. */
  public int tokens(int sequence, int step) {
    byte[] tokensByStep = choices[sequence].tokensByStep();
    return step < tokensByStep.length ? tokensByStep[step] : 0;
  }

  /** All tokens of a choice. */
  public int totalTokens(int sequence) {
    return choices[sequence].totalTokens();
  }

  /** Whether a step is a choice's last. */
  public boolean isLast(int sequence, int step) {
    return step == choices[sequence].tokensByStep().length - 1;
  }

  /** Why a choice ends. */
  public String finishReason(int sequence) {
    return choices[sequence].finishReason();
  }

  /** What the token at a position of a choice is. */
  public TokenKind kind(int sequence, int position) {
    Choice choice = choices[sequence];
    return position < choice.reasoningTokens() ? TokenKind.REASONING : choice.answerKind();
  }

  /** A choice's tokens that are reasoning. */
  public int reasoningTokens(int sequence) {
    return choices[sequence].reasoningTokens();
  }

  /** The token at a position of a choice: a word, with a blank before it. */
  public String text(int sequence, int position) {
    return " " + Words.of(seed + ((long) sequence << 32) + position);
  }

  /** How it fails. */
  public Failure failure() {
    return failure;
  }

  /** Whether the failure comes instead of a step's tokens. */
  public boolean failsAt(int step) {
    return step == failureStep;
  }

  /** Whether a step's frames wait for those of the next. */
  public boolean isHeld(int step) {
    return step < steps - 1
        && coalescedShare > 0
        && Draws.of(seed, Long.MIN_VALUE + step).chance(coalescedShare);
  }
}
