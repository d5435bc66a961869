package io.tokenpace.agent.tap;

/** Of which requests the trace id and the request id are kept. */
public enum RequestIdPolicy {
  /** Of none. */
  OFF,
  /** Of those that failed or were slow by the default bands, and of one in a thousand. */
  SAMPLED,
  /** Of all. */
  ALL
}
