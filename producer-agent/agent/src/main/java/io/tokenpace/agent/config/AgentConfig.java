package io.tokenpace.agent.config;

import io.tokenpace.schemas.codec.ReportLabels;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.topics.Topic;
import io.tokenpace.schemas.wire.EngineRole;
import io.tokenpace.schemas.wire.Vantage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told to do; checked.
 *
 * @param labels where its reports say they come from
 * @param vantage where it stands
 * @param role what the engine does
 * @param engine the engine behind it
 * @param listen where clients find it
 * @param admin where its own state is asked for
 * @param limits how much it takes
 * @param identity how requests are labelled
 * @param requestIds of which requests ids are reported
 * @param kafka where reports go; null if they go nowhere
 * @param publication what is published
 * @param spool how much waits for Kafka
 * @param scrape how the engine and the GPUs are read
 * @param gpus the node's GPUs
 */
public record AgentConfig(
    ReportLabels labels,
    Vantage vantage,
    EngineRole role,
    Engine engine,
    HostPort listen,
    HostPort admin,
    Limits limits,
    Identity identity,
    RequestIds requestIds,
    @Nullable Kafka kafka,
    Publication publication,
    Spool spool,
    Scrape scrape,
    Gpus gpus) {
  /** Which producer of its node an agent is, unless it is told. */
  public static final String DEFAULT_AGENT_ID = "agent";

  /** Where clients find an agent, unless it is told. */
  public static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 8080);

  /** Where its own state is asked for, unless it is told. */
  public static final HostPort DEFAULT_ADMIN = new HostPort("127.0.0.1", 8081);

  /**
   * The agent of a node before an engine, with nothing else said and no Kafka.
   *
   * @param node the node's name
   */
  public static AgentConfig of(String node, Engine engine) {
    return new AgentConfig(
        new ReportLabels(
            node, DEFAULT_AGENT_ID, node, SeriesLabels.NONE, SeriesLabels.NONE, SeriesLabels.NONE),
        Vantage.ENGINE,
        EngineRole.AGGREGATED,
        engine,
        DEFAULT_LISTEN,
        DEFAULT_ADMIN,
        Limits.DEFAULT,
        Identity.DEFAULT,
        RequestIds.OFF,
        null,
        Publication.REPORTS,
        Spool.DEFAULT,
        Scrape.DEFAULT,
        Gpus.AUTO);
  }

  /** The same before another engine. */
  public AgentConfig withEngine(Engine newEngine) {
    return new AgentConfig(
        labels,
        vantage,
        role,
        newEngine,
        listen,
        admin,
        limits,
        identity,
        requestIds,
        kafka,
        publication,
        spool,
        scrape,
        gpus);
  }

  /** The same, listening elsewhere. */
  public AgentConfig withAddresses(HostPort newListen, HostPort newAdmin) {
    return new AgentConfig(
        labels,
        vantage,
        role,
        engine,
        newListen,
        newAdmin,
        limits,
        identity,
        requestIds,
        kafka,
        publication,
        spool,
        scrape,
        gpus);
  }

  /**
   * The engine behind the agent.
   *
   * @param url http://HOST:PORT
   * @param name label of the engine
   * @param baseModel what its adapters are based on
   */
  public record Engine(URI url, String name, String baseModel) {
    /** The engine's label, unless it has another. */
    public static final String DEFAULT_NAME = "engine";

    /** Its port; http's own if the URL has none. */
    public int port() {
      return url.getPort() < 0 ? 80 : url.getPort();
    }
  }

  /**
   * How requests are labelled.
   *
   * @param tenantHeader header that names the tenant, if the peer is trusted; null: none does
   * @param trustedPeers addresses and networks such a header is taken from
   * @param credentialsFile keyed hashes of credentials and the tenants they stand for; null: none
   * @param keyFile the key of those hashes; null: none
   * @param workloadHeader header that names the workload; null: none does
   */
  public record Identity(
      @Nullable String tenantHeader,
      List<String> trustedPeers,
      @Nullable Path credentialsFile,
      @Nullable Path keyFile,
      @Nullable String workloadHeader) {
    /** Nobody is told apart. */
    public static final Identity DEFAULT = new Identity(null, List.of(), null, null, null);

    /** Copies the list. */
    public Identity {
      trustedPeers = List.copyOf(trustedPeers);
    }
  }

  /**
   * Where reports go.
   *
   * @param bootstrap HOST:PORT, several with commas
   * @param prefix what the topics' names begin with
   * @param properties settings of the client that concern security
   */
  public record Kafka(String bootstrap, String prefix, Map<String, String> properties) {
    /** What the topics' names begin with, unless they have another. */
    public static final String DEFAULT_PREFIX = Topic.DEFAULT_PREFIX;

    /** Copies the map. */
    public Kafka {
      properties = Map.copyOf(properties);
    }
  }

  /**
   * How much waits for Kafka.
   *
   * @param maxBytes most bytes
   * @param maxAge how long at most
   */
  public record Spool(long maxBytes, Duration maxAge) {
    /** Minutes of a busy node, and as long as jobs take late reports. */
    public static final Spool DEFAULT = new Spool(8L << 20, Duration.ofMinutes(15));
  }

  /**
   * How the engine and the GPUs are read.
   *
   * @param metricsPath the engine's page of metrics
   * @param interval how often it is read
   * @param timeout how long that may take
   * @param modelsInterval how often the engine is asked which models it serves
   * @param gpuInterval how often GPUs are read
   * @param nvidiaSmi the program that reads them
   */
  public record Scrape(
      String metricsPath,
      Duration interval,
      Duration timeout,
      Duration modelsInterval,
      Duration gpuInterval,
      String nvidiaSmi) {
    /** Often enough for a gauge to mean something, seldom enough not to be felt. */
    public static final Scrape DEFAULT =
        new Scrape(
            "/metrics",
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            "nvidia-smi");
  }

  /**
   * The node's GPUs.
   *
   * @param auto whether those nvidia-smi knows are meant
   * @param named those that are named
   */
  public record Gpus(boolean auto, List<NamedGpu> named) {
    /** Whatever nvidia-smi knows. */
    public static final Gpus AUTO = new Gpus(true, List.of());

    /** None at all. */
    public static final Gpus NONE = new Gpus(false, List.of());

    /** Copies the list. */
    public Gpus {
      named = List.copyOf(named);
    }
  }

  /**
   * A GPU that is named.
   *
   * @param uuid its identity; null: that of nvidia-smi's GPU at the same place, or one made of the
   *     node's name
   * @param type type a price is given for
   * @param engine the engine that runs on it
   */
  public record NamedGpu(@Nullable String uuid, String type, String engine) {}
}
