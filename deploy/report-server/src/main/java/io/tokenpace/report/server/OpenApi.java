package io.tokenpace.report.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The API's own description, an OpenAPI 3.1 document. */
final class OpenApi {
  private static final String RESOURCE = "/io/tokenpace/report/openapi.json";
  private static final byte[] BYTES = load();

  private OpenApi() {}

  private static byte[] load() {
    try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + ": missing (expected: a resource of this jar)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document, to be read only. */
  static byte[] bytes() {
    return BYTES;
  }
}
