package io.tokenpace.benchmarks.reports;

import java.util.List;

/**
 * A question to the server.
 *
 * @param name what it is for
 * @param path its path and parameters below {@code /api/}
 */
record AskedQuestion(String name, String path) {
  private static final String DAY = "last=PT24H";
  private static final String TABLE =
      "&metrics=ttft,tpot,output_tokens_per_second,request_goodput_ratio,cost_per_million_good_tokens";

  /** What the page asks of a day, and then everything there is. */
  static List<AskedQuestion> all(List<String> rollups) {
    return List.of(
        new AskedQuestion("no parameters", "report"),
        new AskedQuestion("report of the fleet, every metric", "report?" + DAY),
        table("table of models: ttft, tpot, tokens, goodput, cost", "model"),
        table("table of tenants, the same", "tenant"),
        table("table of nodes, the same", "node"),
        new AskedQuestion(
            "heat map: ttft of nodes by hour",
            "windows?rollup=node&step=3600&metrics=ttft.p99_ms&" + DAY),
        new AskedQuestion(
            "series of the fleet, every 5 minutes",
            "windows?rollup=fleet&step=300&metrics=ttft,tpot,output_tokens_per_second&" + DAY),
        new AskedQuestion("report of nodes, every metric", "report?rollup=node&" + DAY),
        new AskedQuestion(
            "report of every roll-up, every metric",
            "report?rollup=" + String.join("&rollup=", rollups) + "&" + DAY));
  }

  private static AskedQuestion table(String name, String rollup) {
    return new AskedQuestion(name, "report?rollup=" + rollup + "&" + DAY + TABLE);
  }
}
