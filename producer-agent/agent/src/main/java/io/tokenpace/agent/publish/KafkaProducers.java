package io.tokenpace.agent.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes producers that lose nothing they acknowledged, keep records in their order, hold little
 * memory and fail soon: what cannot be sent waits in the spool, not here.
 *
 * <p>Thread-safe.
 */
public final class KafkaProducers implements Supplier<Producer<String, byte[]>> {
  /** How long a record may take before it fails; it is then sent again. */
  static final Duration DELIVERY = Duration.ofSeconds(30);

  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration BLOCK = Duration.ofSeconds(1);
  private static final int LINGER_MILLIS = 5;
  private static final int BUFFER_BYTES = 8 << 20;

  private final Map<String, Object> settings = new HashMap<>();

  /**
   * Producers to a cluster.
   *
   * @param bootstrapServers HOST:PORT, several with commas
   * @param clientId how brokers know the agent
   * @param security further settings of the client, which do not replace the ones made here
   */
  public KafkaProducers(String bootstrapServers, String clientId, Map<String, String> security) {
    settings.putAll(security);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    // Nobody reads the client's own metrics, and they take memory.
    settings.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
  }

  /**
   * Another producer.
   *
   * @throws org.apache.kafka.common.KafkaException if it cannot be made, e.g. no server's name is
   *     known
   */
  @Override
  public Producer<String, byte[]> get() {
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }
}
