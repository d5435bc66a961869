package io.tokenpace.report;

import java.util.List;

/**
 * The windows of one key.
 *
 * @param key its labels as a canonical JSON object
 * @param windows those that have a row, in order of time; one without a row is absent
 */
public record KeyWindows(String key, List<Window> windows) {
  /** Copies. */
  public KeyWindows {
    windows = List.copyOf(windows);
  }
}
