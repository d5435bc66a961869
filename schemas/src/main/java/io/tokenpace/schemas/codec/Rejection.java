package io.tokenpace.schemas.codec;

import org.jspecify.annotations.Nullable;

/**
 * A record that cannot be used, and why.
 *
 * @param reason the class of the fault
 * @param detail field, value and expectation, for a person; at most {@link #MAX_DETAIL} characters
 * @param fingerprint the schema fingerprint the record claims; null if it has none
 */
public record Rejection(RejectionReason reason, String detail, @Nullable Long fingerprint) {
  /** Longest detail, in characters; a longer one is cut. */
  public static final int MAX_DETAIL = 512;

  /** Cuts the detail. */
  public Rejection {
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL - 1) + "…";
    }
  }
}
