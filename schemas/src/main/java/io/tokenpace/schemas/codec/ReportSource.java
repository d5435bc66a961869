package io.tokenpace.schemas.codec;

import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Gpu;
import io.tokenpace.schemas.wire.NodeReport;
import io.tokenpace.schemas.wire.Vantage;
import java.util.List;

/**
 * What every report of one boot says of where it comes from.
 *
 * @param labels node, producer, and where they stand
 * @param gpus the node's GPUs
 * @param vantage where the stamps were taken
 * @param engineRole what the node's engine does
 * @param boot identity of the boot
 */
public record ReportSource(
    ReportLabels labels,
    List<Gpu> gpus,
    Vantage vantage,
    EngineRole engineRole,
    BootIdentity boot) {
  /** Copies the list. */
  public ReportSource {
    gpus = List.copyOf(gpus);
  }

  NodeReport.Builder toReport() {
    return NodeReport.newBuilder()
        .setNode(labels.node())
        .setAgentId(labels.agentId())
        .setServingGroup(labels.servingGroup())
        .setRegion(labels.region())
        .setCluster(labels.cluster())
        .setPool(labels.pool())
        .setGpus(gpus)
        .setVantage(vantage)
        .setEngineRole(engineRole)
        .setBootId(boot.toWire());
  }
}
