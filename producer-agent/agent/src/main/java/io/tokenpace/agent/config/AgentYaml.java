package io.tokenpace.agent.config;

import io.tokenpace.agent.config.AgentConfig.Engine;
import io.tokenpace.agent.config.AgentConfig.Gpus;
import io.tokenpace.agent.config.AgentConfig.Identity;
import io.tokenpace.agent.config.AgentConfig.Kafka;
import io.tokenpace.agent.config.AgentConfig.NamedGpu;
import io.tokenpace.agent.config.AgentConfig.Scrape;
import io.tokenpace.agent.config.AgentConfig.Spool;
import io.tokenpace.schemas.codec.ReportGpu;
import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Vantage;
import io.tokenpace.schemas.yaml.YamlSection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link AgentConfig} from YAML. A key that is left out keeps its default; an unknown key
 * or a value out of range is refused with key, value and expectation.
 */
public final class AgentYaml {
  private static final String URL = "http://HOST:PORT of the engine";
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

  /** What of Kafka's client may be set: how the connection is secured and found. */
  private static final List<String> KAFKA_PROPERTIES =
      List.of("sasl.", "ssl.", "security.protocol", "client.dns.lookup");

  private static final List<Vantage> VANTAGES =
      List.of(Vantage.ENGINE, Vantage.ROUTER, Vantage.EDGE);
  private static final List<EngineRole> ROLES =
      List.of(
          EngineRole.AGGREGATED,
          EngineRole.PREFILL,
          EngineRole.DECODE,
          EngineRole.ROUTER,
          EngineRole.WORKER);

  /** What Kafka takes in a topic's name. */
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private static final Duration LONGEST_CONNECT = Duration.ofHours(1);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private AgentYaml() {}

  /**
   * Reads a whole file's top section and closes it.
   *
   * @param hostName name of a node that is given none
   * @throws io.tokenpace.schemas.yaml.YamlException if anything in it is unknown or out of range,
   *     or the engine or Kafka is missing
   */
  public static AgentConfig read(YamlSection yaml, String hostName) {
    try (yaml) {
      ReportLabels labels = labels(yaml, hostName);
      Engine engine = engine(yaml.section("engine"));
      AgentConfig standard = AgentConfig.of(labels.node(), engine);
      return new AgentConfig(
          labels,
          named(yaml, "vantage", standard.vantage(), VANTAGES, AgentYaml::lower),
          named(yaml, "role", standard.role(), ROLES, AgentYaml::lower),
          engine,
          address(yaml, "listen", standard.listen()),
          address(yaml, "admin", standard.admin()),
          limits(yaml.section("limits")),
          identity(yaml.section("tenant"), yaml.section("workload")),
          requestIds(yaml, standard.requestIds()),
          kafka(yaml.section("kafka")),
          named(
              yaml,
              "publish",
              standard.publication(),
              List.of(Publication.values()),
              Publication::toString),
          spool(yaml.section("spool")),
          scrape(yaml.section("scrape")),
          gpus(yaml, engine.name()));
    }
  }

  private static ReportLabels labels(YamlSection yaml, String hostName) {
    String node = label(yaml, "node", hostName);
    return new ReportLabels(
        node,
        label(yaml, "agent_id", AgentConfig.DEFAULT_AGENT_ID),
        label(yaml, "serving_group", node),
        label(yaml, "region", SeriesLabels.NONE),
        label(yaml, "cluster", SeriesLabels.NONE),
        label(yaml, "pool", SeriesLabels.NONE));
  }

  private static Engine engine(YamlSection yaml) {
    try (yaml) {
      require(yaml, "url", URL);
      String text = yaml.text("url", "");
      return new Engine(
          url(text).orElseThrow(() -> yaml.refuse("url", text, URL)),
          label(yaml, "name", Engine.DEFAULT_NAME),
          label(yaml, "base_model", SeriesLabels.NONE));
    }
  }

  /** The engine at an address such as http://127.0.0.1:8000, or empty if it is none. */
  public static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      boolean good =
          "http".equals(url.getScheme())
              && url.getHost() != null
              && url.getUserInfo() == null
              && (url.getPath().isEmpty() || url.getPath().equals("/"))
              && url.getQuery() == null
              && url.getFragment() == null
              && url.getPort() <= 65_535
              && url.getPort() != 0;
      return good ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static HostPort address(YamlSection yaml, String key, HostPort standard) {
    String text = yaml.text(key, standard.toString());
    try {
      return HostPort.of(text);
    } catch (IllegalArgumentException e) {
      throw yaml.refuse(key, text, "HOST:PORT such as " + standard);
    }
  }

  private static Limits limits(YamlSection yaml) {
    Limits standard = Limits.DEFAULT;
    try (yaml) {
      Limits limits =
          new Limits(
              (int) yaml.number("connections", 1, 1 << 20, standard.connections()),
              (int) yaml.number("connections_per_peer", 1, 1 << 20, standard.connectionsPerPeer()),
              (int) yaml.number("line_bytes", 1 << 8, 1 << 20, standard.lineBytes()),
              (int) yaml.number("head_bytes", 1 << 8, 1 << 24, standard.headBytes()),
              atLeast(yaml, "head_timeout", MILLISECOND, standard.headTimeout()),
              atLeast(yaml, "connect_timeout", MILLISECOND, standard.connectTimeout()),
              yaml.has("request_deadline")
                  ? atLeast(yaml, "request_deadline", MILLISECOND, MILLISECOND)
                  : null,
              (int) yaml.number("ring_events", 1 << 8, 1 << 20, standard.ringEvents()),
              atLeast(yaml, "drain", MILLISECOND, standard.drain()),
              atLeast(yaml, "flush", MILLISECOND, standard.flush()));
      if (limits.connectTimeout().compareTo(LONGEST_CONNECT) > 0) {
        throw yaml.refuse("connect_timeout", limits.connectTimeout(), "at most 1h");
      }
      if (Integer.bitCount(limits.ringEvents()) != 1) {
        throw yaml.refuse("ring_events", limits.ringEvents(), "a power of two");
      }
      if (limits.headBytes() < limits.lineBytes()) {
        throw yaml.refuse("head_bytes", limits.headBytes(), "at least line_bytes");
      }
      return limits;
    }
  }

  private static Identity identity(YamlSection tenant, YamlSection workload) {
    try (tenant;
        workload) {
      Identity identity =
          new Identity(
              header(tenant),
              tenant.texts("trusted_peers"),
              path(tenant, "credentials_file"),
              path(tenant, "key_file"),
              header(workload));
      if (identity.tenantHeader() != null && identity.trustedPeers().isEmpty()) {
        throw tenant.refuse("trusted_peers", "none", "the peers whose header is believed");
      }
      if ((identity.credentialsFile() == null) != (identity.keyFile() == null)) {
        throw tenant.refuse(
            identity.keyFile() == null ? "key_file" : "credentials_file",
            "none",
            "a file: a file of credentials and the key of their hashes go together");
      }
      return identity;
    }
  }

  private static @Nullable String header(YamlSection yaml) {
    String name = yaml.text("header", "");
    if (!name.isEmpty() && !HEADER.matcher(name).matches()) {
      throw yaml.refuse("header", name, "the name of a header");
    }
    return name.isEmpty() ? null : name;
  }

  private static @Nullable Path path(YamlSection yaml, String key) {
    String text = yaml.text(key, "");
    return text.isEmpty() ? null : Path.of(text);
  }

  private static RequestIds requestIds(YamlSection yaml, RequestIds standard) {
    String key = "request_ids";
    // YAML reads a bare off as false.
    if (yaml.has(key) && !yaml.isText(key) && !yaml.flag(key, true)) {
      return RequestIds.OFF;
    }
    return named(yaml, key, standard, List.of(RequestIds.values()), RequestIds::toString);
  }

  private static Kafka kafka(YamlSection yaml) {
    try (yaml) {
      require(yaml, "bootstrap", "HOST:PORT, several with commas");
      String bootstrap = yaml.text("bootstrap", "");
      for (String server : bootstrap.split(",", -1)) {
        try {
          HostPort unused = HostPort.of(server.strip());
        } catch (IllegalArgumentException e) {
          throw yaml.refuse("bootstrap", bootstrap, "HOST:PORT, several with commas");
        }
      }
      String prefix = yaml.text("prefix", Kafka.DEFAULT_PREFIX);
      if (!PREFIX.matcher(prefix).matches()) {
        throw yaml.refuse("prefix", prefix, "letters, digits, dots, _ and -");
      }
      return new Kafka(bootstrap, prefix, kafkaProperties(yaml.section("properties")));
    }
  }

  private static Map<String, String> kafkaProperties(YamlSection yaml) {
    Map<String, String> properties = new HashMap<>();
    try (yaml) {
      for (String key : yaml.keys()) {
        String value = yaml.text(key, "");
        if (KAFKA_PROPERTIES.stream().noneMatch(key::startsWith)) {
          throw yaml.refuse(
              key, value, "a key beginning with " + String.join(", ", KAFKA_PROPERTIES));
        }
        properties.put(key, value);
      }
    }
    return properties;
  }

  private static Spool spool(YamlSection yaml) {
    try (yaml) {
      return new Spool(
          yaml.number("max_bytes", 1 << 17, 1L << 32, Spool.DEFAULT.maxBytes()),
          yaml.duration("max_age", Spool.DEFAULT.maxAge()));
    }
  }

  private static Scrape scrape(YamlSection yaml) {
    Scrape standard = Scrape.DEFAULT;
    try (yaml) {
      Scrape scrape =
          new Scrape(
              yaml.text("metrics_path", standard.metricsPath()),
              atLeast(yaml, "interval", Duration.ofMillis(100), standard.interval()),
              yaml.duration("timeout", standard.timeout()),
              atLeast(yaml, "models_interval", Duration.ofSeconds(1), standard.modelsInterval()),
              atLeast(yaml, "gpu_interval", Duration.ofMillis(100), standard.gpuInterval()),
              yaml.text("nvidia_smi", standard.nvidiaSmi()));
      if (!isPath(scrape.metricsPath())) {
        throw yaml.refuse("metrics_path", scrape.metricsPath(), "a path such as /metrics");
      }
      if (scrape.timeout().compareTo(scrape.interval()) >= 0) {
        throw yaml.refuse("timeout", scrape.timeout(), "less than interval");
      }
      return scrape;
    }
  }

  private static boolean isPath(String text) {
    try {
      // Two slashes would begin with another host.
      return text.startsWith("/") && new URI(text).getRawAuthority() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Duration atLeast(YamlSection yaml, String key, Duration min, Duration standard) {
    Duration value = yaml.duration(key, standard);
    if (value.compareTo(min) < 0) {
      throw yaml.refuse(key, value, "at least " + min.toMillis() + "ms");
    }
    return value;
  }

  private static Gpus gpus(YamlSection yaml, String engine) {
    if (yaml.isText("gpus") || !yaml.has("gpus")) {
      return named(
          yaml,
          "gpus",
          Gpus.AUTO,
          List.of(Gpus.AUTO, Gpus.NONE),
          gpus -> gpus.auto() ? "auto" : "none");
    }
    List<NamedGpu> gpus = new ArrayList<>();
    Set<String> uuids = new HashSet<>();
    for (YamlSection item : yaml.sections("gpus")) {
      try (item) {
        require(item, "type", "the type a price is given for, such as H100-SXM");
        String uuid = item.has("uuid") ? label(item, "uuid", "") : null;
        if (uuid != null && !uuids.add(uuid)) {
          throw item.refuse("uuid", uuid, "another one for each GPU");
        }
        gpus.add(new NamedGpu(uuid, label(item, "type", ""), label(item, "engine", engine)));
      }
    }
    if (gpus.size() > ReportGpu.MAX_PER_REPORT) {
      throw yaml.refuse("gpus", gpus.size() + " of them", "at most " + ReportGpu.MAX_PER_REPORT);
    }
    return new Gpus(false, gpus);
  }

  private static String label(YamlSection yaml, String key, String standard) {
    String text = yaml.text(key, standard);
    if (text.getBytes(StandardCharsets.UTF_8).length > SeriesLabels.MAX_LABEL_BYTES) {
      throw yaml.refuse(key, text, "1 to %d bytes".formatted(SeriesLabels.MAX_LABEL_BYTES));
    }
    return text;
  }

  private static void require(YamlSection yaml, String key, String expected) {
    if (!yaml.has(key)) {
      throw yaml.refuse(key, "none", expected);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T named(
      YamlSection yaml, String key, T standard, List<T> all, Function<T, String> name) {
    String text = yaml.text(key, name.apply(standard));
    return all.stream()
        .filter(candidate -> name.apply(candidate).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                yaml.refuse(
                    key,
                    text,
                    "one of " + all.stream().map(name).collect(Collectors.joining(", "))));
  }
}
