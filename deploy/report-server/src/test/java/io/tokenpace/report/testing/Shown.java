package io.tokenpace.report.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the page is to write values, said a second time and in other words than the page's own. */
public final class Shown {
  private Shown() {}

  /** What the verdict's tiles show of a key's metrics, by tile. */
  public static Map<String, String> verdict(JsonNode metrics) {
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("request_goodput_ratio", share(metrics.get("request_goodput_ratio")));
    tiles.put(
        "cost_per_million_good_tokens", smallDollars(metrics.get("cost_per_million_good_tokens")));
    tiles.put("output_tokens_per_second", tokensPerSecond(metrics.get("output_tokens_per_second")));
    for (String latency : List.of("ttft", "tpot", "itl", "e2e")) {
      tiles.put(latency + ".p99_ms", millis(metrics.get(latency).get("p99_ms")));
    }
    tiles.put("token_error_rate", share(metrics.get("token_error_rate")));
    return tiles;
  }

  public static String count(JsonNode value) {
    return missing(value) ? none(value) : fixed(value.decimalValue(), 0);
  }

  public static String millis(JsonNode value) {
    if (missing(value)) {
      return none(value);
    }
    BigDecimal millis = value.decimalValue();
    return millis.compareTo(BigDecimal.valueOf(10_000)) >= 0
        ? fixed(millis.movePointLeft(3), 1) + " s"
        : threeDigits(millis) + " ms";
  }

  public static String exactMillis(JsonNode value) {
    if (value.isTextual()) {
      return "∞";
    }
    return missing(value) ? none(value) : fixed(value.decimalValue(), 3);
  }

  public static String share(JsonNode value) {
    return missing(value) ? none(value) : share(value.decimalValue());
  }

  public static String share(BigDecimal share) {
    double size = Math.abs(share.doubleValue());
    if (size > 0 && size < 0.00005) {
      return "< 0.01 %";
    }
    if (size >= 0.99995 && size < 1) {
      return "> 99.99 %";
    }
    boolean near = (size > 0 && size < 0.01) || (size > 0.99 && size < 1);
    return fixed(share.movePointRight(2), near ? 2 : 1) + " %";
  }

  public static String dollars(JsonNode value) {
    return missing(value) ? none(value) : "$" + fixed(value.decimalValue(), 2);
  }

  public static String finely(BigDecimal dollars) {
    return "$" + fixed(dollars, 6);
  }

  public static String finely(JsonNode value) {
    return missing(value) ? none(value) : finely(value.decimalValue());
  }

  public static String smallDollars(JsonNode value) {
    return missing(value) ? none(value) : "$" + fixed(value.decimalValue(), 4);
  }

  public static String tokensPerSecond(JsonNode value) {
    if (missing(value)) {
      return none(value);
    }
    BigDecimal rate = value.decimalValue();
    return fixed(rate, rate.doubleValue() >= 100 ? 0 : 1) + " tok/s";
  }

  public static String plain(JsonNode value) {
    return missing(value) ? none(value) : threeDigits(value.decimalValue());
  }

  /** A value beside what it was before. */
  public static String change(JsonNode now, JsonNode before) {
    if (missing(now) || missing(before)) {
      return "";
    }
    double first = before.doubleValue();
    double last = now.doubleValue();
    if (first == last) {
      return "the same";
    }
    if (first == 0) {
      return "";
    }
    double percent = (last / first - 1) * 100;
    double size = Math.abs(percent);
    String sign = percent > 0 ? "+" : "−";
    return size < 0.05
        ? "the same"
        : sign + String.format(size >= 10 ? "%,.0f %%" : "%.1f %%", size);
  }

  private static boolean missing(JsonNode value) {
    return value.isNull() || value.isMissingNode();
  }

  /** In a table: no row at all, or a row in which nobody reported it. */
  private static String none(JsonNode value) {
    return value.isMissingNode() ? "∅no data" : "–not reported";
  }

  private static String threeDigits(BigDecimal value) {
    double size = Math.abs(value.doubleValue());
    return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  }

  private static String fixed(BigDecimal value, int decimals) {
    DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.US));
    format.setMinimumFractionDigits(decimals);
    return format.format(value.setScale(decimals, RoundingMode.HALF_UP));
  }
}
