package io.tokenpace.simulator.random;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A stream of random numbers by SplitMix64, whose formula is fixed here so that a seed means the
 * same everywhere.
 *
 * <p>NOT thread-safe.
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1.0p-53;

  private long state;

  /** A stream that depends on the seed alone. */
  public Draws(long seed) {
    this.state = seed;
  }

  /** The stream of one of several things that are numbered below a seed. */
  public static Draws of(long seed, long number) {
    return new Draws(mix(seed) ^ mix(number + GOLDEN_GAMMA));
  }

  /** SHA-256 of a seed and bytes: what everything about an answer is drawn from. */
  public static byte[] digest(long seed, byte[] bytes) {
    MessageDigest sha256 = sha256();
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    return sha256.digest(bytes);
  }

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Spreads a number over all 64 bits: SplitMix64's finaliser. */
  public static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Any 64 bits. */
  public long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** A number in [0, 1). */
  public double unit() {
    return (next() >>> 11) * TO_UNIT;
  }

  /** A whole number in [0, bound); {@code bound} is above zero and far below 2^53. */
  public int below(int bound) {
    return (int) (unit() * bound);
  }

  /** True with a probability in [0, 1]. */
  public boolean chance(double probability) {
    return unit() < probability;
  }

  /** A time between two events of a Poisson process, in the unit of its mean. */
  public double exponential(double mean) {
    return -mean * Math.log1p(-unit());
  }

  /** A number of the standard normal distribution. */
  public double normal() {
    double radius = Math.sqrt(-2 * Math.log1p(-unit()));
    return radius * Math.cos(2 * Math.PI * unit());
  }
}
