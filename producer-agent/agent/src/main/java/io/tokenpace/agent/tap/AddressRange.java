package io.tokenpace.agent.tap;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of addresses, as in {@code 10.0.0.0/8}.
 *
 * @param network an address of it
 * @param prefixBits how many leading bits all of its addresses share
 */
public record AddressRange(InetAddress network, int prefixBits) {
  /** Checks the prefix. */
  public AddressRange {
    int bits = network.getAddress().length * Byte.SIZE;
    if (!(prefixBits >= 0 && prefixBits <= bits)) {
      throw new IllegalArgumentException(
          "%s/%d (expected: 0 to %d bits)".formatted(network.getHostAddress(), prefixBits, bits));
    }
  }

  /**
   * Reads a range, or a single address. Names are not looked up.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException(
          "%s (expected: an address or a range, such as 10.0.0.0/8)".formatted(text));
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int bits =
          slash < 0
              ? network.getAddress().length * Byte.SIZE
              : Integer.parseInt(text.substring(slash + 1));
      return new AddressRange(network, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s (expected: an address or a range, such as 10.0.0.0/8)".formatted(text), e);
    }
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
