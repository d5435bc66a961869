package io.tokenpace.schemas.codec;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** How readers of this package leave a bad record; never leaves the package. */
final class WireFormatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final String detail;

  WireFormatException(RejectionReason reason, String detail) {
    this(reason, detail, null);
  }

  WireFormatException(RejectionReason reason, String detail, @Nullable Throwable cause) {
    // No stack: bad input may come at any rate, and the detail says where.
    super(detail, cause, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  Rejection toRejection(long fingerprint) {
    return new Rejection(reason, detail, fingerprint);
  }
}
