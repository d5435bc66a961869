package io.tokenpace.aggregation.rollup;

import io.tokenpace.schemas.codec.ReportLabels;

/**
 * Where a node stands.
 *
 * @param node the node
 * @param region its region
 * @param cluster its cluster
 * @param pool its pool
 */
public record Place(String node, String region, String cluster, String pool) {
  /** The place a report says it comes from. */
  public static Place of(ReportLabels labels) {
    return new Place(labels.node(), labels.region(), labels.cluster(), labels.pool());
  }
}
