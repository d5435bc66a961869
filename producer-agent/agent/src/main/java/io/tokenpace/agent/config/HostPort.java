package io.tokenpace.agent.config;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 0 to 65535; 0 is any that is free
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:\\s]+)):(\\d{1,5})");

  private static final int MAX_PORT = 65_535;

  /**
   * An address as HOST:PORT or [IPv6]:PORT.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static HostPort of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(3)) > MAX_PORT) {
      throw new IllegalArgumentException(
          "address: %s (expected: HOST:PORT such as 127.0.0.1:8080)".formatted(text));
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    return new HostPort(host, Integer.parseInt(form.group(3)));
  }

  /** The same host, and another port. */
  public HostPort withPort(int newPort) {
    return new HostPort(host, newPort);
  }

  /** The address with the host's name looked up. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  /** As it is written in configurations. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
