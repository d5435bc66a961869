package io.tokenpace.report.api;

/** Something as it is sent. Immutable as long as its receivers leave its bytes alone. */
public final class Body {
  private final String contentType;
  private final byte[] bytes;

  /** Takes the bytes over. */
  public Body(String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** Its type. */
  public String contentType() {
    return contentType;
  }

  /** Its content, to be read only. */
  public byte[] bytes() {
    return bytes;
  }
}
