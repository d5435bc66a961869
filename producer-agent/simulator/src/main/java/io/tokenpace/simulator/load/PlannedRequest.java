package io.tokenpace.simulator.load;

import io.tokenpace.simulator.answer.Operation;

/**
 * A request that will be sent; all of it follows from the load's seed and its number.
 *
 * @param id {@code X-Request-Id}
 * @param session {@code X-Session-ID}, or empty
 * @param form how the answer is asked for
 * @param body its body; not to be changed
 * @param leaving when the client leaves before the answer's end
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PlannedRequest(
    String id,
    Target target,
    Tenant tenant,
    Workload workload,
    String session,
    Form form,
    byte[] body,
    Leaving leaving) {
  /** How the answer is asked for. */
  record Form(boolean streaming, int choicesPerPrompt, int prompts) {}

  /** When the client leaves before the end; 0 for never. */
  record Leaving(int afterChunks, long afterNanos) {}

  Operation operation() {
    return workload.operation();
  }
}
