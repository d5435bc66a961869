package io.tokenpace.aggregation.rollup;

import io.tokenpace.aggregation.config.Dimension;
import io.tokenpace.aggregation.config.RollupSpec;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.metrics.RowKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What results are added up for: a roll-up and the values of its labels.
 *
 * @param rollup name of the roll-up
 * @param labels the labels as a canonical JSON object
 */
public record RollupKey(String rollup, String labels) {
  /** The key requests with these labels belong to. */
  public static RollupKey of(RollupSpec rollup, Place place, SeriesLabels series) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Dimension dimension : rollup.by()) {
      labels.put(dimension.labelName(), value(dimension, place, series));
    }
    return new RollupKey(rollup.name(), RowKey.canonical(labels));
  }

  /**
   * The key a node belongs to.
   *
   * @param rollup one that has no label of requests
   */
  public static RollupKey ofNode(RollupSpec rollup, Place place) {
    return ofEngine(rollup, place, SeriesLabels.NONE);
  }

  /**
   * The key an engine belongs to.
   *
   * @param rollup one that is {@link RollupSpec#ofEngines() of engines}
   */
  public static RollupKey ofEngine(RollupSpec rollup, Place place, String engine) {
    return of(
        rollup,
        place,
        new SeriesLabels(
            engine, SeriesLabels.NONE, SeriesLabels.NONE, SeriesLabels.NONE, SeriesLabels.NONE));
  }

  private static String value(Dimension dimension, Place place, SeriesLabels series) {
    return switch (dimension) {
      case REGION -> place.region();
      case CLUSTER -> place.cluster();
      case POOL -> place.pool();
      case NODE -> place.node();
      case GPU_TYPE -> place.gpuType();
      case ENGINE -> series.engine();
      case MODEL -> series.model();
      case BASE_MODEL -> series.baseModel();
      case TENANT -> series.tenant();
      case WORKLOAD -> series.workload();
    };
  }
}
