package io.tokenpace.aggregation.rollup;

import io.tokenpace.schemas.codec.ReportGpu;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where a node stands.
 *
 * @param node the node
 * @param region its region
 * @param cluster its cluster
 * @param pool its pool
 * @param gpuType the type of its GPUs; {@link #MIXED} if there are several, {@link
 *     SeriesLabels#NONE} if there are none
 */
public record Place(String node, String region, String cluster, String pool, String gpuType) {
  /** Stands for several types of GPUs. */
  public static final String MIXED = "(mixed)";

  /** The place a report says it comes from. */
  public static Place of(ReportLabels labels, List<ReportGpu> gpus) {
    return new Place(
        labels.node(), labels.region(), labels.cluster(), labels.pool(), gpuType(gpus));
  }

  /** The same place, of its GPUs those of one type. */
  public Place withGpuType(String otherGpuType) {
    return new Place(node, region, cluster, pool, otherGpuType);
  }

  /** The type of GPUs. */
  public static String gpuType(List<ReportGpu> gpus) {
    return gpuType(gpus, gpu -> true);
  }

  /** The type of the GPUs an engine runs on; of all where none is said to be the engine's. */
  public static String gpuType(List<ReportGpu> gpus, String engine) {
    String own = gpuType(gpus, gpu -> gpu.engine().equals(engine));
    return own.equals(SeriesLabels.NONE) ? gpuType(gpus) : own;
  }

  private static String gpuType(List<ReportGpu> gpus, Predicate<ReportGpu> which) {
    List<String> types = gpus.stream().filter(which).map(ReportGpu::type).distinct().toList();
    return switch (types.size()) {
      case 0 -> SeriesLabels.NONE;
      case 1 -> types.get(0);
      default -> MIXED;
    };
  }
}
