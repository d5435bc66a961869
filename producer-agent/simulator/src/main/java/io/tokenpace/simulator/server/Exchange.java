package io.tokenpace.simulator.server;

import io.tokenpace.simulator.answer.AnswerPlan;
import io.tokenpace.simulator.answer.Failure;
import io.tokenpace.simulator.answer.GenerationBody;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.engine.Generation;
import io.tokenpace.simulator.engine.Prompt;
import io.tokenpace.simulator.openai.AnswerText;
import io.tokenpace.simulator.truth.Ending;
import io.tokenpace.simulator.truth.RequestEnd;
import io.tokenpace.simulator.truth.RequestTruth;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that the engine works on: turns its steps into the response and into truth.
 *
 * <p>Confined to the engine's event loop.
 */
final class Exchange implements Generation {
  private static final int OK = 200;
  private static final int INTERNAL_ERROR = 500;
  private static final String ERROR_MESSAGE = "EngineCore encountered an issue.";

  private final ServedEngine engine;
  private final ConnectionHandler connection;
  private final Operation operation;
  private final GenerationBody body;
  private final AnswerPlan plan;
  private final AnswerText text;
  private final RequestTruth truth;
  private final FrameWriter frames;
  private final long acceptedNanos;
  private int cachedTokens;
  private long admittedNanos;
  private long lastStepNanos;
  private boolean ended;

  Exchange(
      ServedEngine engine,
      ConnectionHandler connection,
      Operation operation,
      GenerationBody body,
      AnswerPlan plan,
      RequestTruth truth,
      long acceptedNanos) {
    this.engine = engine;
    this.connection = connection;
    this.operation = operation;
    this.body = body;
    this.plan = plan;
    this.text = new AnswerText(operation, body, plan);
    this.truth = truth;
    this.frames = new FrameWriter(connection.context(), engine.timer, truth);
    this.acceptedNanos = acceptedNanos;
  }

  @Override
  public List<Prompt> prompts() {
    return body.prompts();
  }

  @Override
  public int choicesPerPrompt() {
    return body.choicesPerPrompt();
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public int tokens(int sequence, int step) {
    return plan.tokens(sequence, step);
  }

  /** Whether the response's head goes out before its first tokens. */
  boolean streamsAtOnce() {
    return body.streaming() && plan.failure() != Failure.BEFORE_STREAM;
  }

  @Override
  public void admitted(int cached, long nanos) {
    cachedTokens = cached;
    admittedNanos = nanos;
    truth.admitted(cached);
  }

  @Override
  public void stepped(int step, long nanos) {
    observe(step, nanos);
    if (plan.failsAt(step)) {
      engine.steps.abort(this);
      fail();
      return;
    }
    if (body.streaming()) {
      writeFrames(step);
    }
    if (step == plan.steps() - 1) {
      complete(nanos);
    }
  }

  private void observe(int step, long nanos) {
    if (step == 0) {
      engine.metrics.firstTokens(body.promptTokens(), nanos - acceptedNanos);
    } else {
      engine.metrics.betweenSteps(nanos - lastStepNanos);
    }
    lastStepNanos = nanos;
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      engine.metrics.tokens(plan.tokens(sequence, step));
    }
  }

  private void writeFrames(int step) {
    if (step == 0 && operation == Operation.CHAT) {
      for (int sequence = 0; sequence < plan.sequences(); sequence++) {
        frames.role(sequence, text.roleFrame(sequence));
      }
    }
    boolean held = plan.isHeld(step);
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      int tokens = plan.tokens(sequence, step);
      if (tokens > 0) {
        int first = text.written(sequence);
        frames.hold(sequence, tokens, plan.kind(sequence, first), text.tokenFrame(sequence, step));
        if (!held) {
          frames.release();
        }
      }
    }
  }

  private void complete(long nanos) {
    List<String> reasons = new ArrayList<>();
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      reasons.add(plan.finishReason(sequence));
      engine.metrics.sequenceEnded(plan.finishReason(sequence));
    }
    engine.metrics.answered(admittedNanos - acceptedNanos, nanos - acceptedNanos);
    int told = engine.config.reportCachedTokens() ? cachedTokens : AnswerText.UNTOLD;
    long endedNanos;
    if (body.streaming()) {
      CharSequence usage = body.includeUsage() ? text.usageFrame(told) : "";
      endedNanos = engine.timer.nanos();
      frames.end(usage + AnswerText.DONE);
    } else {
      CharSequence whole = text.whole(told);
      endedNanos = engine.timer.nanos();
      connection.respondJson(OK, whole);
    }
    end(Ending.COMPLETED, OK, endedNanos, reasons);
    connection.finished();
  }

  private void fail() {
    long nanos = engine.timer.nanos();
    boolean cut = plan.failure() == Failure.CUT;
    boolean inStream = streamsAtOnce();
    if (cut) {
      frames.release();
      end(Ending.FAILED_CUT, inStream ? OK : 0, nanos, List.of());
      connection.closeAfterWrites();
    } else if (inStream) {
      frames.end(AnswerText.errorFrame(ERROR_MESSAGE) + AnswerText.DONE);
      end(Ending.FAILED_IN_BAND, OK, nanos, List.of());
      connection.finished();
    } else {
      connection.respondError(INTERNAL_ERROR, ERROR_MESSAGE);
      boolean before = plan.failure() == Failure.BEFORE_STREAM;
      end(
          before ? Ending.FAILED_BEFORE_STREAM : Ending.FAILED_IN_BAND,
          INTERNAL_ERROR,
          nanos,
          List.of());
      connection.finished();
    }
    sequencesEnded("error");
  }

  /** The client left, or the engine ends: drops the work at once. */
  void drop(Ending ending) {
    if (!ended) {
      engine.steps.abort(this);
      sequencesEnded("abort");
      frames.discard();
      end(ending, streamsAtOnce() ? OK : 0, engine.timer.nanos(), List.of());
    }
  }

  private void sequencesEnded(String reason) {
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      engine.metrics.sequenceEnded(reason);
    }
  }

  private void end(Ending ending, int status, long nanos, List<String> reasons) {
    ended = true;
    // What a stream generated but did not get out is not the client's.
    int output = body.streaming() ? truth.frameTokens() : text.written();
    int reasoning = body.streaming() ? truth.frameReasoningTokens() : text.writtenReasoning();
    engine.truth.ended(truth, new RequestEnd(ending, nanos, status, output, reasoning, reasons));
  }
}
