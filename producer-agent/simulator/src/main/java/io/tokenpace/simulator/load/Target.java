package io.tokenpace.simulator.load;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where requests go.
 *
 * @param url base URL, such as {@code http://127.0.0.1:8000}
 * @param model the model asked for there
 * @param weight how often it is drawn
 */
public record Target(String url, String model, int weight) implements Weighted {
  private static final int HTTP_PORT = 80;

  /** Checks the URL. */
  public Target {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw refuse(url);
    }
    boolean plain =
        uri.getRawPath() != null
            && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
            && uri.getRawQuery() == null;
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || !plain) {
      throw refuse(url);
    }
  }

  private static IllegalArgumentException refuse(String url) {
    return new IllegalArgumentException(
        "target: %s (expected: a URL such as http://127.0.0.1:8000)".formatted(url));
  }

  /** The host. */
  public String host() {
    return URI.create(url).getHost();
  }

  /** The port; 80 if the URL has none. */
  public int port() {
    int port = URI.create(url).getPort();
    return port < 0 ? HTTP_PORT : port;
  }
}
