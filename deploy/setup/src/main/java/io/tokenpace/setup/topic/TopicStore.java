package io.tokenpace.setup.topic;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where topics are: a Kafka cluster, or a test's. */
interface TopicStore {
  /** Those of the named topics that exist. */
  Map<String, FoundTopic> find(Collection<String> names);

  /** Creates topics; one that exists by now is left as it is. */
  void create(Collection<WantedTopic> topics);

  /** Those of the named topics that cannot be written yet: unseen, or a partition has no leader. */
  List<String> withoutLeader(Collection<String> names);
}
