package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.report.WireText;
import io.tokenpace.agent.scrape.NvidiaSmi.KnownGpu;
import io.tokenpace.schemas.codec.ReportGpu;
import io.tokenpace.schemas.wire.Gpu;
import java.util.ArrayList;
import java.util.List;

/** The GPUs reports name: those of the configuration, completed by what nvidia-smi knows. */
final class Gpus {
  private static final String MAKER = "NVIDIA ";

  private Gpus() {}

  /** Whether nvidia-smi has to be asked. */
  static boolean wantKnown(AgentConfig.Gpus config) {
    return config.auto() || config.named().stream().anyMatch(gpu -> gpu.uuid() == null);
  }

  /**
   * The GPUs of a node.
   *
   * @param known what nvidia-smi knows, in its order; empty if it is not there
   */
  static List<Gpu> of(AgentConfig config, List<KnownGpu> known) {
    List<Gpu> gpus = new ArrayList<>();
    if (config.gpus().auto()) {
      for (KnownGpu gpu : known.subList(0, Math.min(known.size(), ReportGpu.MAX_PER_REPORT))) {
        String type =
            gpu.name().startsWith(MAKER) ? gpu.name().substring(MAKER.length()) : gpu.name();
        gpus.add(new Gpu(WireText.label(gpu.uuid()), WireText.label(type), config.engine().name()));
      }
      return gpus;
    }
    for (AgentConfig.NamedGpu gpu : config.gpus().named()) {
      int place = gpus.size();
      String uuid = gpu.uuid();
      if (uuid == null) {
        uuid =
            place < known.size()
                ? known.get(place).uuid()
                : config.labels().node() + "/gpu-" + place;
      }
      gpus.add(new Gpu(WireText.label(uuid), gpu.type(), gpu.engine()));
    }
    return gpus;
  }
}
