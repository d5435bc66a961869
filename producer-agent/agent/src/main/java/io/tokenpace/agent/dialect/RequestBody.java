package io.tokenpace.agent.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of a request's body what says how it will be answered: model, stream, n, how many
 * prompts, echo. The body comes in pieces and is never kept: a prompt of any length costs no
 * memory.
 *
 * <p>Only the members of the outermost object are looked at; of a name that comes twice the last
 * counts, as in the engines. What is no JSON object says nothing.
 *
 * <p>NOT thread-safe.
 */
public final class RequestBody {
  private static final int MAX_NAME_BYTES = 16;
  private static final int MAX_VALUE_BYTES = 512;
  // Beyond what any engine serves; who asks for more is answered with an error.
  private static final int MAX_CHOICES = 4_096;
  private static final int MAX_PROMPTS = 65_536;

  private final ByteProcessor processor = this::take;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean nameNext;
  private boolean broken;
  private boolean begun;
  private String name = "";
  private boolean wanted;
  private long bytes;

  private @Nullable String model;
  private boolean stream;
  private boolean echo;
  private int choices = 1;

  private long promptLists;
  private long promptTexts;

  /** The body's next bytes; the buffer's indices stay as they are. */
  public void take(ByteBuf part) {
    bytes += part.readableBytes();
    part.forEachByte(processor);
  }

  /** Bytes of the body so far. */
  public long bytes() {
    return bytes;
  }

  /** The model asked for; null if the body does not say. */
  public @Nullable String model() {
    return model;
  }

  /** Whether a streamed answer was asked for. */
  public boolean stream() {
    return stream;
  }

  /** Whether the answer repeats the prompt. */
  public boolean echo() {
    return echo;
  }

  /** Choices asked for per prompt, 1 to 4,096. */
  public int choices() {
    return choices;
  }

  /**
   * Prompts in a request for completions: one for a text or a list of tokens, else as many as there
   * are texts or lists in the list, 65,536 at most.
   */
  public int prompts() {
    return (int) Math.max(1, Math.min(MAX_PROMPTS, promptTexts + promptLists));
  }

  /** Whether it was an object that has ended. */
  public boolean complete() {
    return begun && !broken && depth == 0;
  }

  private boolean take(byte value) {
    if (broken) {
      return false;
    }
    if (inString) {
      takeInString(value);
      return true;
    }
    switch (value) {
      case ' ', '\t', '\n', '\r' -> {
        // Between tokens.
      }
      case '"' -> beginString();
      case '{', '[' -> open(value);
      case '}', ']' -> close();
      case ',' -> endValue();
      case ':' -> {
        nameNext = false;
        text.reset();
      }
      default -> takeScalar(value);
    }
    return true;
  }

  private void takeInString(byte value) {
    if (escaped) {
      escaped = false;
      keep((byte) '\\');
      keep(value);
    } else if (value == '\\') {
      escaped = true;
    } else if (value == '"') {
      inString = false;
      endString();
    } else {
      keep(value);
    }
  }

  private void beginString() {
    inString = true;
    text.reset();
    if (!begun) {
      broken = true;
    }
  }

  private void endString() {
    if (depth == 1 && nameNext) {
      name = text.size() <= MAX_NAME_BYTES ? text.toString(StandardCharsets.UTF_8) : "";
      wanted = true;
      if (name.equals("prompt")) {
        promptLists = 0;
        promptTexts = 0;
      }
      text.reset();
    } else if (depth == 1 && name.equals("model")) {
      model = JsonText.unescape(text.toString(StandardCharsets.UTF_8));
    } else if (depth == 2 && name.equals("prompt")) {
      promptTexts++;
    }
  }

  private void open(byte value) {
    if (!begun) {
      begun = true;
      broken = value != '{';
      nameNext = true;
    } else if (depth == 0) {
      broken = true;
    }
    if (depth == 2 && value == '[' && name.equals("prompt")) {
      promptLists++;
    }
    depth++;
  }

  private void close() {
    endValue();
    depth--;
    broken |= depth < 0;
    nameNext = false;
  }

  private void takeScalar(byte value) {
    if (!begun) {
      broken = true;
    } else if (depth == 1) {
      keep(value);
    }
  }

  /** A member's value has ended, if this is the outermost object. */
  private void endValue() {
    if (depth != 1) {
      return;
    }
    if (wanted) {
      String value = text.toString(StandardCharsets.UTF_8);
      switch (name) {
        case "stream" -> stream = value.equals("true");
        case "echo" -> echo = value.equals("true");
        case "n" -> choices = choices(value);
        default -> {
          // Of no interest, or a text that was taken when it ended.
        }
      }
    }
    wanted = false;
    nameNext = true;
    name = "";
    text.reset();
  }

  private static int choices(String value) {
    try {
      return Math.max(1, Math.min(MAX_CHOICES, Integer.parseInt(value)));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private void keep(byte value) {
    if (text.size() < MAX_VALUE_BYTES) {
      text.write(value);
    }
  }
}
