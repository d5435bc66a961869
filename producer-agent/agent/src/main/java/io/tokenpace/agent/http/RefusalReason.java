package io.tokenpace.agent.http;

import java.util.Locale;

/** Why a request was answered by the proxy itself. */
public enum RefusalReason {
  /** Its head breaks HTTP/1.1, or leaves open where its body ends. */
  BAD_HEAD(400, "invalid_request_error"),
  /** Its request line is longer than the limit. */
  LINE_TOO_LONG(414, "invalid_request_error"),
  /** Its head is longer than the limit. */
  HEAD_TOO_LONG(431, "invalid_request_error"),
  /** Its head did not come in time. */
  HEAD_TIMEOUT(408, "invalid_request_error"),
  /** There are as many connections as there may be. */
  TOO_MANY_CONNECTIONS(503, "overloaded_error"),
  /** The engine could not be connected to. */
  CONNECT_FAILED(502, "upstream_error"),
  /** The engine ended the connection before it answered. */
  UPSTREAM_ERROR(502, "upstream_error"),
  /** The deadline passed before the engine answered. */
  DEADLINE(504, "timeout_error");

  private final int status;
  private final String type;

  RefusalReason(int status, String type) {
    this.status = status;
    this.type = type;
  }

  int status() {
    return status;
  }

  /** The answer's body, in the shape of OpenAI's errors; says nothing of what the client sent. */
  String body() {
    return "{\"error\":{\"message\":\"tokenpace agent: %s\",\"type\":\"%s\",\"param\":null,\"code\":%d}}"
        .formatted(name().toLowerCase(Locale.ROOT).replace('_', ' '), type, status);
  }
}
