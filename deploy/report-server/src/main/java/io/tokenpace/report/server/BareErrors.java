package io.tokenpace.report.server;

import io.tokenpace.report.api.Api;
import io.tokenpace.report.api.Refusal;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never became a request, such as an endless request line, as everything else is: in
 * JSON, and without a word about what runs here.
 */
final class BareErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Refusal refusal =
        status < 500
            ? Refusal.badRequest(status, "a well-formed HTTP request with less than 8 KiB of head")
            : Refusal.fault();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    for (Map.Entry<String, String> header : Guard.HEADERS.entrySet()) {
      response.getHeaders().put(header.getKey(), header.getValue());
    }
    response.write(true, ByteBuffer.wrap(Api.body(refusal)), callback);
    return true;
  }
}
