package io.tokenpace.schemas.codec;

/**
 * The labels of a report: where it comes from.
 *
 * @param node the node
 * @param agentId which producer on the node
 * @param servingGroup the nodes that serve one engine together
 * @param region region
 * @param cluster cluster
 * @param pool pool
 */
public record ReportLabels(
    String node, String agentId, String servingGroup, String region, String cluster, String pool) {
  /** Refuses labels that readers would refuse: each is 1 to 128 bytes. */
  public ReportLabels {
    SeriesLabels.requireLabel("node", node);
    SeriesLabels.requireLabel("agentId", agentId);
    SeriesLabels.requireLabel("servingGroup", servingGroup);
    SeriesLabels.requireLabel("region", region);
    SeriesLabels.requireLabel("cluster", cluster);
    SeriesLabels.requireLabel("pool", pool);
  }

  static ReportLabels read(BinaryReader reader) {
    return new ReportLabels(
        reader.readString("node"),
        reader.readString("agentId"),
        reader.readString("servingGroup"),
        reader.readString("region"),
        reader.readString("cluster"),
        reader.readString("pool"));
  }

  static void check(BinaryReader reader) {
    SeriesLabels.checkLabel(reader, "node");
    SeriesLabels.checkLabel(reader, "agentId");
    SeriesLabels.checkLabel(reader, "servingGroup");
    SeriesLabels.checkLabel(reader, "region");
    SeriesLabels.checkLabel(reader, "cluster");
    SeriesLabels.checkLabel(reader, "pool");
  }
}
