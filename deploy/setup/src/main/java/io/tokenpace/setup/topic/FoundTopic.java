package io.tokenpace.setup.topic;

import java.util.Map;

/**
 * A topic as the broker describes it.
 *
 * @param partitions number of partitions
 * @param settings all its settings, defaults included
 */
record FoundTopic(int partitions, Map<String, String> settings) {
  FoundTopic {
    settings = Map.copyOf(settings);
  }
}
