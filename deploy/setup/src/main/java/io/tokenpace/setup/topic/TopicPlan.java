package io.tokenpace.setup.topic;

import io.tokenpace.setup.finding.Finding;
import io.tokenpace.setup.finding.Finding.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said about the wanted topics, given what the broker has. Pure.
 *
 * @param findings one per wanted topic, in their order; a topic that is not there is MISSING
 * @param missing the topics that are not there
 */
record TopicPlan(List<Finding> findings, List<WantedTopic> missing) {
  TopicPlan {
    findings = List.copyOf(findings);
    missing = List.copyOf(missing);
  }

  /** Compares; {@code found} holds topics by their full name, and may hold others. */
  static TopicPlan of(List<WantedTopic> wanted, Map<String, FoundTopic> found) {
    List<Finding> findings = new ArrayList<>();
    List<WantedTopic> missing = new ArrayList<>();
    for (WantedTopic topic : wanted) {
      FoundTopic existing = found.get(topic.name());
      if (existing == null) {
        missing.add(topic);
        findings.add(Finding.missing(object(topic)));
      } else {
        findings.add(Finding.compared(object(topic), differences(topic, existing)));
      }
    }
    return new TopicPlan(findings, missing);
  }

  static String object(WantedTopic topic) {
    return "topic " + topic.name();
  }

  private static List<Difference> differences(WantedTopic wanted, FoundTopic found) {
    List<Difference> differences = new ArrayList<>();
    if (wanted.partitions() != found.partitions()) {
      differences.add(
          new Difference(
              "partitions",
              Integer.toString(found.partitions()),
              Integer.toString(wanted.partitions())));
    }
    new TreeMap<>(wanted.settings())
        .forEach(
            (setting, value) -> {
              @Nullable String existing = found.settings().get(setting);
              if (!sameList(value, existing)) {
                differences.add(
                    new Difference(setting, existing == null ? "unset" : existing, value));
              }
            });
    return differences;
  }

  /** Settings that are lists mean the same in any order: brokers do not all keep the one given. */
  private static boolean sameList(String wanted, @Nullable String found) {
    return found != null && elements(wanted).equals(elements(found));
  }

  private static List<String> elements(String setting) {
    return List.of(setting.split(",", -1)).stream().map(String::strip).sorted().toList();
  }
}
