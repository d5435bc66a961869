package io.tokenpace.agent.tap;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How requests are labelled, and how much of an exchange is looked at.
 *
 * @param engine label of the engine
 * @param servedModels asked for the models the engine serves; gives null while they are not known
 * @param tenants who asks
 * @param workloadHeader the header that says what for; null if none does
 * @param requestIds which requests keep their ids
 * @param maxEventBytes most bytes of an event, or of a whole answer, that are looked at
 */
public record TapSettings(
    String engine,
    Supplier<@Nullable Set<String>> servedModels,
    TenantRule tenants,
    @Nullable String workloadHeader,
    RequestIds requestIds,
    int maxEventBytes) {
  /** What is looked at of an event where nothing is said. */
  public static final int DEFAULT_MAX_EVENT_BYTES = 1024 * 1024;

  /** Checks the limit. */
  public TapSettings {
    if (!(maxEventBytes >= 1)) {
      throw new IllegalArgumentException(
          "max_event_bytes: %d (expected: >= 1)".formatted(maxEventBytes));
    }
  }
}
