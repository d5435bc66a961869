package io.tokenpace.agent.dialect;

import org.jspecify.annotations.Nullable;

/**
 * What a request's body asks for.
 *
 * @param model the model it names; null if it names none, or is not JSON
 * @param stream whether it asks for a streamed answer
 * @param choices choices per prompt (n), at least 1
 * @param prompts prompts, at least 1
 * @param echo whether the answer is to begin with the prompt
 * @param readable whether it is one JSON object; the rest is the default if not
 */
public record RequestShape(
    @Nullable String model,
    boolean stream,
    int choices,
    int prompts,
    boolean echo,
    boolean readable) {
  /** Of a body that could not be read. */
  public static final RequestShape UNREADABLE = new RequestShape(null, false, 1, 1, false, false);

  /** Choices of all prompts together; those beyond an int are not counted. */
  public int allChoices() {
    return (int) Math.min(Integer.MAX_VALUE, (long) choices * prompts);
  }
}
