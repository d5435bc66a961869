package io.tokenpace.agent.tap;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A network of peers.
 *
 * <p>Thread-safe.
 */
public final class PeerNetwork {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private final String text;
  private final IpSubnetFilterRule rule;

  private PeerNetwork(String text, IpSubnetFilterRule rule) {
    this.text = text;
    this.rule = rule;
  }

  /**
   * A network such as 10.0.0.0/8 or fd00::/8, or one address.
   *
   * @throws IllegalArgumentException if it is neither; names are not looked up
   */
  public static PeerNetwork of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    boolean v4 = NetUtil.isValidIpV4Address(address);
    int bits = v4 ? IPV4_BITS : IPV6_BITS;
    String prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
    if (!(v4 || NetUtil.isValidIpV6Address(address))
        || !prefix.matches("\\d{1,3}")
        || Integer.parseInt(prefix) > bits) {
      throw new IllegalArgumentException(
          "peer: %s (expected: an address or a network such as 10.0.0.0/8)".formatted(text));
    }
    return new PeerNetwork(
        text, new IpSubnetFilterRule(address, Integer.parseInt(prefix), IpFilterRuleType.ACCEPT));
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress address) {
    return rule.matches(new InetSocketAddress(address, 0));
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
