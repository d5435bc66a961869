package io.tokenpace.simulator.openai;

import io.tokenpace.simulator.answer.AnswerPlan;
import io.tokenpace.simulator.answer.GenerationBody;
import io.tokenpace.simulator.answer.Operation;
import io.tokenpace.simulator.answer.TokenKind;

/**
 * The text of one answer: its frames in the order they are asked for, or all of it at once.
 *
 * <p>NOT thread-safe: it counts the tokens it has written.
 */
public final class AnswerText {
  /** The frame that ends a stream. */
  public static final String DONE = "data: [DONE]\n\n";

  /** Stands for a number of cached tokens that is not told. */
  public static final int UNTOLD = -1;

  private static final int FRAME_CHARACTERS = 320;
  private static final String FRAME_END = "\n\n";
  private static final String TOOL_ARGUMENTS_START = "{\\\"text\\\":\\\"";
  private static final String TOOL_ARGUMENTS_END = "\\\"}";

  private final Operation operation;
  private final GenerationBody body;
  private final AnswerPlan plan;
  private final int[] written;
  private final String id;
  private final String frameStart;

  /** An answer of which nothing is written yet. */
  public AnswerText(Operation operation, GenerationBody body, AnswerPlan plan) {
    this.operation = operation;
    this.body = body;
    this.plan = plan;
    this.written = new int[plan.sequences()];
    this.id = (operation == Operation.CHAT ? "chatcmpl-" : "cmpl-") + plan.id();
    this.frameStart =
        "data: " + head(operation == Operation.CHAT ? "chat.completion.chunk" : "text_completion");
  }

  private String head(String object) {
    return "{\"id\":\"%s\",\"object\":\"%s\",\"created\":%d,\"model\":\"%s\",\"choices\":["
        .formatted(id, object, plan.createdSeconds(), ErrorText.quoted(body.model()));
  }

  /** Tokens of a choice that are written. */
  public int written(int sequence) {
    return written[sequence];
  }

  /** Tokens of all choices that are written. */
  public int written() {
    int tokens = 0;
    for (int count : written) {
      tokens += count;
    }
    return tokens;
  }

  /** Of these, those that are reasoning. */
  public int writtenReasoning() {
    int tokens = 0;
    for (int sequence = 0; sequence < written.length; sequence++) {
      tokens += Math.min(written[sequence], plan.reasoningTokens(sequence));
    }
    return tokens;
  }

  /** A chat's first frame of a choice, with its role alone. */
  public CharSequence roleFrame(int sequence) {
    StringBuilder frame = frame(sequence);
    frame.append("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]");
    return ended(frame, sequence);
  }

  /** The frame of a step's tokens of a choice that yields some. */
  public CharSequence tokenFrame(int sequence, int step) {
    int tokens = plan.tokens(sequence, step);
    int first = written[sequence];
    written[sequence] += tokens;
    StringBuilder frame = frame(sequence);
    boolean last = plan.isLast(sequence, step);
    if (operation == Operation.CHAT) {
      frame.append("\"delta\":{");
      appendDelta(frame, sequence, first, tokens);
      frame.append('}');
    } else {
      frame.append("\"text\":\"");
      appendTokens(frame, sequence, first, tokens);
      frame.append("\",\"logprobs\":null");
    }
    appendFinish(frame, last ? plan.finishReason(sequence) : "");
    if (last || operation == Operation.COMPLETION) {
      frame.append(",\"stop_reason\":null");
    }
    frame.append("}]");
    return ended(frame, sequence);
  }

  private StringBuilder frame(int sequence) {
    StringBuilder frame = new StringBuilder(FRAME_CHARACTERS).append(frameStart);
    return frame.append("{\"index\":").append(sequence).append(',');
  }

  private CharSequence ended(StringBuilder frame, int sequence) {
    if (body.continuousUsage()) {
      int prompt = body.prompts().get(sequence / body.choicesPerPrompt()).tokens();
      appendUsage(frame, prompt, written[sequence]);
      frame.append('}');
    }
    return frame.append('}').append(FRAME_END);
  }

  private static void appendFinish(StringBuilder text, String reason) {
    text.append(",\"finish_reason\":");
    if (reason.isEmpty()) {
      text.append("null");
    } else {
      text.append('"').append(reason).append('"');
    }
  }

  /** Without its last brace, so that details can follow. */
  private static void appendUsage(StringBuilder text, int prompt, int completion) {
    text.append(",\"usage\":{\"prompt_tokens\":").append(prompt);
    text.append(",\"total_tokens\":").append(prompt + completion);
    text.append(",\"completion_tokens\":").append(completion);
  }

  private void appendTokens(StringBuilder text, int sequence, int first, int tokens) {
    for (int position = first; position < first + tokens; position++) {
      text.append(plan.text(sequence, position));
    }
  }

  /** The members of a chunk's delta; all its tokens are of one kind. */
  private void appendDelta(StringBuilder text, int sequence, int first, int tokens) {
    TokenKind kind = plan.kind(sequence, first);
    if (kind != TokenKind.TOOL_CALL) {
      text.append(kind == TokenKind.REASONING ? "\"reasoning\":\"" : "\"content\":\"");
      appendTokens(text, sequence, first, tokens);
      text.append('"');
      return;
    }
    text.append("\"tool_calls\":[{\"index\":0,");
    boolean opens = first == plan.reasoningTokens(sequence);
    if (opens) {
      text.append("\"id\":\"call-").append(plan.id()).append("\",\"type\":\"function\",");
    }
    text.append("\"function\":{");
    if (opens) {
      text.append("\"name\":\"").append(ErrorText.quoted(body.tool())).append("\",");
    }
    text.append("\"arguments\":\"").append(opens ? TOOL_ARGUMENTS_START : "");
    appendTokens(text, sequence, first, tokens);
    boolean closes = first + tokens == plan.totalTokens(sequence);
    text.append(closes ? TOOL_ARGUMENTS_END : "").append("\"}}]");
  }

  /** The frame with the usage of all choices and none of them. */
  public CharSequence usageFrame(int cachedTokens) {
    StringBuilder frame = new StringBuilder(FRAME_CHARACTERS).append(frameStart).append(']');
    appendFinalUsage(frame, cachedTokens);
    return frame.append('}').append(FRAME_END);
  }

  private void appendFinalUsage(StringBuilder text, int cachedTokens) {
    appendUsage(text, body.promptTokens(), written());
    if (cachedTokens != UNTOLD) {
      text.append(",\"prompt_tokens_details\":{\"cached_tokens\":")
          .append(cachedTokens)
          .append('}');
    }
    int reasoning = writtenReasoning();
    if (reasoning > 0) {
      text.append(",\"completion_tokens_details\":{\"reasoning_tokens\":");
      text.append(reasoning).append('}');
    }
    text.append('}');
  }

  /** An error amid a stream. */
  public static CharSequence errorFrame(String message) {
    return "data: " + ErrorText.of(500, message) + FRAME_END;
  }

  /** All of an answer that is not streamed. */
  public CharSequence whole(int cachedTokens) {
    StringBuilder text = new StringBuilder(FRAME_CHARACTERS);
    boolean chat = operation == Operation.CHAT;
    text.append(head(chat ? "chat.completion" : "text_completion"));
    for (int sequence = 0; sequence < plan.sequences(); sequence++) {
      text.append(sequence == 0 ? "" : ",").append("{\"index\":").append(sequence).append(',');
      int tokens = plan.totalTokens(sequence);
      if (chat) {
        text.append("\"message\":{\"role\":\"assistant\",");
        appendMessage(text, sequence, tokens);
        text.append('}');
      } else {
        text.append("\"text\":\"");
        appendTokens(text, sequence, 0, tokens);
        text.append("\",\"logprobs\":null");
      }
      appendFinish(text, plan.finishReason(sequence));
      text.append(",\"stop_reason\":null}");
      written[sequence] = tokens;
    }
    text.append(']');
    appendFinalUsage(text, cachedTokens);
    return text.append('}');
  }

  private void appendMessage(StringBuilder text, int sequence, int tokens) {
    int reasoning = plan.reasoningTokens(sequence);
    if (reasoning > 0) {
      text.append("\"reasoning\":\"");
      appendTokens(text, sequence, 0, reasoning);
      text.append("\",");
    }
    if (plan.kind(sequence, reasoning) == TokenKind.TOOL_CALL) {
      text.append("\"content\":null,\"tool_calls\":[{\"id\":\"call-").append(plan.id());
      text.append("\",\"type\":\"function\",\"function\":{\"name\":\"");
      text.append(ErrorText.quoted(body.tool())).append("\",\"arguments\":\"");
      text.append(TOOL_ARGUMENTS_START);
      appendTokens(text, sequence, reasoning, tokens - reasoning);
      text.append(TOOL_ARGUMENTS_END).append("\"}}]");
    } else {
      text.append("\"content\":\"");
      appendTokens(text, sequence, reasoning, tokens - reasoning);
      text.append('"');
    }
  }
}
