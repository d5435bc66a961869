package io.tokenpace.standalone.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.schemas.wire.TokenSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How requests ended, to their agents, their engines and their clients. Whoever cancels can do so
 * in the moment in which the answer ends, so of those only the number is compared.
 */
final class OutcomeTable {
  private static final String CANCELLED = "cancelled";

  private final SortedMap<String, Integer> agents = new TreeMap<>();
  private final SortedMap<String, Integer> engines = new TreeMap<>();
  private final SortedMap<String, Integer> clients = new TreeMap<>();
  private final List<String> different = new ArrayList<>();
  private final List<String> differentChunks = new ArrayList<>();
  private final List<String> cancelledOtherwise = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private int unknown;
  private int joined;
  private int severalChoices;
  private int severalTokens;
  private int chunks;

  /**
   * Compares.
   *
   * @param silent nodes whose agents went without a final report: what they did not say is theirs
   */
  OutcomeTable(
      Collection<SeenRequest> requests,
      Map<String, KnownRequest> known,
      Map<String, JsonNode> record,
      Set<String> silent) {
    known.values().forEach(request -> engines.merge(request.ended(), 1, Integer::sum));
    record.values().forEach(line -> clients.merge(line.path("outcome").asText(), 1, Integer::sum));
    for (SeenRequest request : requests) {
      agents.merge(request.outcome(), 1, Integer::sum);
      String id = request.id();
      KnownRequest truth = id == null ? null : known.get(id);
      JsonNode client = id == null ? null : record.get(id);
      boolean cancelled = client != null && client.path("outcome").asText().equals(CANCELLED);
      compare(request, truth, cancelled);
      count(request);
    }
    Set<@Nullable String> seen = requests.stream().map(SeenRequest::id).collect(Collectors.toSet());
    known.forEach(
        (id, request) -> {
          if (!seen.contains(id) && !silent.contains(request.node())) {
            unseen.add(id);
          }
        });
  }

  private void compare(SeenRequest request, @Nullable KnownRequest truth, boolean cancelled) {
    if (truth == null) {
      // One whose client left before the engine had read it is known to nobody else; one whose end
      // no agent told has no name.
      unknown += cancelled || request.end() == null ? 0 : 1;
      return;
    }
    joined++;
    severalChoices += truth.choicesAsked() > 1 ? 1 : 0;
    String pair = "%s: %s, engine %s".formatted(request.id(), request.outcome(), truth.ended());
    if (!request.outcome().equals(truth.ended())) {
      (cancelled ? cancelledOtherwise : different).add(pair);
    } else if (truth.streaming() && request.outcome().equals("completed")) {
      compareChunks(request, truth);
    }
  }

  private void compareChunks(SeenRequest request, KnownRequest truth) {
    truth
        .frames()
        .forEach(
            (choice, frames) -> {
              List<SeenRequest.Chunk> seen = request.choices().getOrDefault(choice, List.of());
              boolean same = seen.size() == frames.size();
              for (int chunk = 0; same && chunk < seen.size(); chunk++) {
                // An estimate says that it is one; the engine's own count is exact.
                same =
                    seen.get(chunk).source() == TokenSource.ONE_PER_CHUNK
                        || seen.get(chunk).tokens() == frames.get(chunk).tokens();
              }
              if (!same) {
                differentChunks.add("%s, choice %d".formatted(request.id(), choice));
              }
            });
  }

  private void count(SeenRequest request) {
    for (List<SeenRequest.Chunk> ofChoice : request.choices().values()) {
      chunks += ofChoice.size();
      severalTokens += (int) ofChoice.stream().filter(chunk -> chunk.tokens() > 1).count();
    }
  }

  /** Requests an agent reported that its engine does not know. */
  int unknown() {
    return unknown;
  }

  /** Requests an engine knows that no agent reported, but for those of silent nodes. */
  List<String> unseen() {
    return unseen;
  }

  /** Requests that nobody cancelled and that ended otherwise to their engine. */
  List<String> different() {
    return different;
  }

  /** Completed requests whose chunks are not those of their engine. */
  List<String> differentChunks() {
    return differentChunks;
  }

  int agentCancelled() {
    return agents(CANCELLED);
  }

  /** Requests that ended so to their agents; {@code unended} are those whose end none reported. */
  int agents(String outcome) {
    return agents.getOrDefault(outcome, 0);
  }

  int clientCancelled() {
    return clients.getOrDefault(CANCELLED, 0);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json.putObject("agents"), agents);
    put(json.putObject("engines"), engines);
    put(json.putObject("clients"), clients);
    json.put("joined_by_id", joined);
    json.put("of_several_choices", severalChoices);
    json.put("chunks", chunks);
    json.put("chunks_of_several_tokens", severalTokens);
    cancelledOtherwise.forEach(json.putArray("cancelled_in_the_moment_of_the_end")::add);
    return json;
  }

  private static void put(ObjectNode json, SortedMap<String, Integer> counts) {
    counts.forEach(json::put);
  }
}
