package io.tokenpace.schemas.codec;

/**
 * What became of bytes that were to be decoded: a value, or the reason there is none.
 *
 * @param <T> the type of the value
 */
public sealed interface Decoded<T> {
  /**
   * The bytes were good.
   *
   * @param value what they say
   */
  record Value<T>(T value) implements Decoded<T> {}

  /**
   * The bytes were refused.
   *
   * @param rejection why
   */
  record Rejected<T>(Rejection rejection) implements Decoded<T> {}

  /**
   * The value.
   *
   * @throws IllegalArgumentException if the bytes were refused, naming reason and detail
   */
  default T orThrow() {
    if (this instanceof Value<T> good) {
      return good.value();
    }
    Rejection rejection = ((Rejected<T>) this).rejection();
    throw new IllegalArgumentException(rejection.reason() + ": " + rejection.detail());
  }
}
