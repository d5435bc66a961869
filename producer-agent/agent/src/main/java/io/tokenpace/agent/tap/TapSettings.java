package io.tokenpace.agent.tap;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How exchanges are observed.
 *
 * @param engine label of the engine
 * @param baseModel label of what its adapters are based on
 * @param servedModels the models the engine serves; gives null while they are not known, and every
 *     name is believed then. Asked on event loops: thread-safe and quick
 * @param tenants who asked
 * @param workloadHeader name of the header that says what for; null: none does
 * @param requestIds of which requests ids are kept
 * @param maxEventBytes larger events and answers are not observed, at least 1
 */
public record TapSettings(
    String engine,
    String baseModel,
    Supplier<@Nullable Set<String>> servedModels,
    TenantRule tenants,
    @Nullable String workloadHeader,
    RequestIdPolicy requestIds,
    int maxEventBytes) {
  /** The limit of events, unless another is set: 1 MiB. */
  public static final int DEFAULT_MAX_EVENT_BYTES = 1 << 20;

  /** Refuses limits no event can keep. */
  public TapSettings {
    if (!(maxEventBytes >= 1)) {
      throw new IllegalArgumentException(
          "maxEventBytes: %d (expected: at least 1)".formatted(maxEventBytes));
    }
  }
}
