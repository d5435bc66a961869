package io.tokenpace.report.server;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names this server answers to. A page of somebody else can make a browser send requests here
 * under a name of its own that resolves to this machine (DNS rebinding) and read the answers, so a
 * request under any other name is refused. Ports are not compared: tunnels change them.
 *
 * <p>Immutable.
 */
final class Hosts {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::");
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]]+)(:[0-9]{1,5})?");

  /** No name can be made to look like one of these. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\[[0-9a-f:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private final Set<String> names;
  private final boolean allAddresses;

  /**
   * The names of a server.
   *
   * @param bind the address or name it listens on
   * @param more names it is also known under
   */
  Hosts(String bind, Set<String> more) {
    names = new TreeSet<>(LOOPBACK);
    names.add(bind.indexOf(':') >= 0 ? "[" + bind + "]" : bind.toLowerCase(Locale.ROOT));
    more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    allAddresses = ALL_ADDRESSES.contains(bind);
  }

  static boolean isLoopback(String bind) {
    return LOOPBACK.contains(bind) || bind.equals("::1");
  }

  /** Whether a Host header names this server; a request without one does not. */
  boolean accept(@Nullable String header) {
    if (header == null) {
      return false;
    }
    Matcher host = HOST.matcher(header.toLowerCase(Locale.ROOT));
    return host.matches()
        && (names.contains(host.group(1))
            || (allAddresses && ADDRESS.matcher(host.group(1)).matches()));
  }
}
