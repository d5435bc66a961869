package io.tokenpace.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One metric as a report shows it.
 *
 * @param name its name in the dictionary
 * @param value its JSON value from the parts; JSON null if undefined or unknown
 */
record Metric(String name, Function<Parts, JsonNode> value) {
  private static final int RATIO_DECIMALS = 6;
  private static final int MONEY_DECIMALS = 9;
  private static final int MEDIAN = 500_000;
  private static final int P95 = 950_000;
  private static final int P99 = 990_000;

  static Metric counter(Counter counter) {
    Amount value = Amount.sum(counter);
    return new Metric(
        counter.columnName(),
        parts -> {
          BigInteger integer = value.of(parts);
          return integer == null ? none() : JsonNodeFactory.instance.numberNode(integer);
        });
  }

  static Metric latency(Latency latency) {
    return new Metric(latency.columnName(), parts -> LatencyShape.of(latency, parts));
  }

  /** A latency with a counter of +infinity observations beside. */
  static Metric withInfinite(String name, Latency latency, Counter infinite) {
    return new Metric(
        name, parts -> LatencyShape.withInfinite(latency, parts.metrics().get(infinite), parts));
  }

  /** dividend × factor ÷ divisor, 6 decimals; null if the divisor is 0. */
  static Metric quotient(String name, Amount dividend, String factor, Amount divisor) {
    BigDecimal exactFactor = new BigDecimal(factor);
    return new Metric(
        name, parts -> divide(dividend.of(parts), exactFactor, divisor.of(parts), RATIO_DECIMALS));
  }

  /** dividend ÷ divisor, 6 decimals; null if the divisor is 0. */
  static Metric ratio(String name, Amount dividend, Amount divisor) {
    return quotient(name, dividend, "1", divisor);
  }

  /** An amount a second of covered time. */
  static Metric perSecond(String name, Counter counter) {
    return quotient(name, Amount.sum(counter), "1e6", Amount.coveredMicros());
  }

  /** An amount a second of charged GPU time. */
  static Metric perGpuSecond(String name, Counter counter) {
    return quotient(name, Amount.sum(counter), "1e6", Amount.sum(Counter.GPU_MICROS));
  }

  /** An amount times a factor, 6 decimals. */
  static Metric scaled(String name, Amount amount, String factor) {
    return quotient(name, amount, factor, parts -> BigInteger.ONE);
  }

  /** Nano-dollars as dollars; with 9 decimals they stay exact, so lines of a ledger add up. */
  static Metric dollars(String name, Amount nanoDollars) {
    return new Metric(
        name,
        parts ->
            divide(nanoDollars.of(parts), new BigDecimal("1e-9"), BigInteger.ONE, MONEY_DECIMALS));
  }

  /** p99 ÷ p50 of a latency. */
  static Metric tailRatio(Latency latency) {
    return new Metric(
        latency.columnName() + "_tail_ratio",
        parts ->
            divide(
                quantile(latency, P99, parts),
                BigDecimal.ONE,
                quantile(latency, MEDIAN, parts),
                RATIO_DECIMALS));
  }

  /** 1 ÷ a latency a token: p50 from its median, p5 from its p95, as the slow ones are few. */
  static Metric perUser(String name, Latency latency) {
    BigDecimal microsPerSecond = new BigDecimal("1e6");
    return new Metric(
        name,
        parts -> {
          ObjectNode values = JsonNodeFactory.instance.objectNode();
          BigInteger one = BigInteger.ONE;
          values.set(
              "p50",
              divide(one, microsPerSecond, quantile(latency, MEDIAN, parts), RATIO_DECIMALS));
          values.set(
              "p5", divide(one, microsPerSecond, quantile(latency, P95, parts), RATIO_DECIMALS));
          return values;
        });
  }

  private static @Nullable BigInteger quantile(Latency latency, int partsPerMillion, Parts parts) {
    Long micros = LatencyShape.quantileMicros(latency, partsPerMillion, parts);
    return micros == null ? null : BigInteger.valueOf(micros);
  }

  private static JsonNode divide(
      @Nullable BigInteger dividend,
      BigDecimal factor,
      @Nullable BigInteger divisor,
      int decimals) {
    if (dividend == null || divisor == null || divisor.signum() == 0) {
      return none();
    }
    return JsonNodeFactory.instance.numberNode(
        Rounding.quotient(
            new BigDecimal(dividend).multiply(factor), new BigDecimal(divisor), decimals));
  }

  private static JsonNode none() {
    return NullNode.getInstance();
  }
}
