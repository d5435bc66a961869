package io.tokenpace.report.live;

import org.jspecify.annotations.Nullable;

/**
 * One event of a stream.
 *
 * @param name {@code windows}, {@code waiting} or {@code unavailable}
 * @param id where to go on after it; null if it moves nothing
 * @param data a JSON document in one line
 */
public record LiveEvent(String name, @Nullable String id, String data) {
  /** Nothing was new for a while. */
  public static final LiveEvent WAITING = new LiveEvent("waiting", null, "{}");

  /** The database does not answer. */
  public static final LiveEvent UNAVAILABLE = new LiveEvent("unavailable", null, "{}");

  /** The event as it is sent; its parts have no line feeds. */
  public String toText() {
    return "event: "
        + name
        + "\n"
        + (id == null ? "" : "id: " + id + "\n")
        + "data: "
        + data
        + "\n\n";
  }
}
