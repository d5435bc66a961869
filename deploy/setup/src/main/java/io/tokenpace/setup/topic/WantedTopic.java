package io.tokenpace.setup.topic;

import java.util.Map;

/**
 * A topic as it should be.
 *
 * @param name its full name
 * @param partitions number of partitions, at least 1
 * @param replication number of replicas a new topic gets, at least 1
 * @param settings its settings, as the broker names and spells them
 */
record WantedTopic(String name, int partitions, short replication, Map<String, String> settings) {
  WantedTopic {
    settings = Map.copyOf(settings);
  }
}
