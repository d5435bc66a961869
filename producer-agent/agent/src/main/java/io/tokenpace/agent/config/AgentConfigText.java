package io.tokenpace.agent.config;

import io.tokenpace.agent.config.AgentConfig.Identity;
import io.tokenpace.agent.config.AgentConfig.Kafka;
import io.tokenpace.agent.config.AgentConfig.NamedGpu;
import io.tokenpace.agent.config.AgentConfig.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is in force, for a person to read: one line a key. Settings that may be secret are not. */
public final class AgentConfigText {
  private static final String NONE = "none";

  private final List<String> lines = new ArrayList<>();

  private AgentConfigText() {}

  /** The lines, as {@code key: value}; keys of sections have their section's name before them. */
  public static List<String> of(AgentConfig config) {
    AgentConfigText text = new AgentConfigText();
    text.line("node", config.labels().node());
    text.line("agent_id", config.labels().agentId());
    text.line("serving_group", config.labels().servingGroup());
    text.line("region", config.labels().region());
    text.line("cluster", config.labels().cluster());
    text.line("pool", config.labels().pool());
    text.line("vantage", config.vantage().name().toLowerCase(Locale.ROOT));
    text.line("role", config.role().name().toLowerCase(Locale.ROOT));
    text.line("engine.url", config.engine().url());
    text.line("engine.name", config.engine().name());
    text.line("engine.base_model", config.engine().baseModel());
    text.line("listen", config.listen());
    text.line("admin", config.admin());
    text.limits(config.limits());
    text.identity(config.identity());
    text.line("request_ids", config.requestIds());
    text.kafka(config.kafka());
    text.line("publish", config.publication());
    text.line("spool.max_bytes", config.spool().maxBytes());
    text.line("spool.max_age", config.spool().maxAge());
    text.scrape(config.scrape());
    text.gpus(config.gpus());
    return List.copyOf(text.lines);
  }

  private void limits(Limits limits) {
    line("limits.connections", limits.connections());
    line("limits.connections_per_peer", limits.connectionsPerPeer());
    line("limits.line_bytes", limits.lineBytes());
    line("limits.head_bytes", limits.headBytes());
    line("limits.head_timeout", limits.headTimeout());
    line("limits.connect_timeout", limits.connectTimeout());
    line("limits.request_deadline", limits.requestDeadline());
    line("limits.ring_events", limits.ringEvents());
    line("limits.drain", limits.drain());
    line("limits.flush", limits.flush());
  }

  private void identity(Identity identity) {
    line("tenant.header", identity.tenantHeader());
    line("tenant.trusted_peers", identity.trustedPeers());
    line("tenant.credentials_file", identity.credentialsFile());
    line("tenant.key_file", identity.keyFile());
    line("workload.header", identity.workloadHeader());
  }

  private void kafka(@Nullable Kafka kafka) {
    if (kafka == null) {
      line("kafka", null);
      return;
    }
    line("kafka.bootstrap", kafka.bootstrap());
    line("kafka.prefix", kafka.prefix());
    line("kafka.properties", new TreeSet<>(kafka.properties().keySet()));
  }

  private void scrape(Scrape scrape) {
    line("scrape.metrics_path", scrape.metricsPath());
    line("scrape.interval", scrape.interval());
    line("scrape.timeout", scrape.timeout());
    line("scrape.models_interval", scrape.modelsInterval());
    line("scrape.gpu_interval", scrape.gpuInterval());
    line("scrape.nvidia_smi", scrape.nvidiaSmi());
  }

  private void gpus(AgentConfig.Gpus gpus) {
    if (gpus.named().isEmpty()) {
      line("gpus", gpus.auto() ? "auto" : NONE);
    }
    for (int i = 0; i < gpus.named().size(); i++) {
      NamedGpu gpu = gpus.named().get(i);
      line("gpus[%d].uuid".formatted(i), gpu.uuid() == null ? "auto" : gpu.uuid());
      line("gpus[%d].type".formatted(i), gpu.type());
      line("gpus[%d].engine".formatted(i), gpu.engine());
    }
  }

  private void line(String key, @Nullable Object value) {
    String text =
        value instanceof Duration duration ? duration.toMillis() + "ms" : String.valueOf(value);
    lines.add(key + ": " + (value == null ? NONE : text));
  }
}
