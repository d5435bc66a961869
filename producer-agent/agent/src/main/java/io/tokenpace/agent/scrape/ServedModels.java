package io.tokenpace.agent.scrape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models the engine says it serves, and what each is based on. Until it has said so, nothing is
 * known; afterwards, what it said last holds.
 *
 * <p>Thread-safe.
 */
public final class ServedModels {
  private static final String PATH = "/v1/models";
  private static final int MAX_MODELS = 4_096;
  private static final JsonFactory JSON = new JsonFactory();

  private final EngineClient client;
  private final Duration interval;
  private final Sighting sighting = new Sighting("engine: " + PATH);
  private volatile @Nullable Map<String, String> parents;

  /** Asks an engine every interval. */
  public ServedModels(EngineClient client, Duration interval) {
    this.client = client;
    this.interval = interval;
  }

  /** Asks once; returns how long to wait before the next time. */
  public Duration step() {
    try {
      parents = Map.copyOf(read(client.get(PATH)));
      sighting.seen();
    } catch (IOException e) {
      sighting.missed(String.valueOf(e.getMessage()));
      // An engine that is still loading will say so soon.
      return parents == null ? Duration.ofSeconds(1) : interval;
    }
    return interval;
  }

  /**
   * Models by name, each with the model it is based on, or an empty text if it is on its own; null
   * until the engine has said what it serves.
   */
  public @Nullable Map<String, String> parents() {
    return parents;
  }

  /** How often the list could not be had. */
  public long failures() {
    return sighting.failures();
  }

  /** The {@code id} of each item of {@code data}, and its {@code parent}. */
  static Map<String, String> read(String page) throws IOException {
    Map<String, String> models = new HashMap<>();
    try (JsonParser json = JSON.createParser(page)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean data = json.currentName().equals("data");
        if (json.nextToken() == JsonToken.START_ARRAY && data) {
          readModels(json, models);
        } else {
          json.skipChildren();
        }
      }
    }
    return models;
  }

  private static void readModels(JsonParser json, Map<String, String> models) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new IOException("data: no list of objects");
      }
      String id = "";
      String parent = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("id")) {
          id = json.getText();
        } else if (json.currentToken() == JsonToken.VALUE_STRING && name.equals("parent")) {
          parent = json.getText();
        } else {
          json.skipChildren();
        }
      }
      if (!id.isEmpty() && models.size() < MAX_MODELS) {
        models.put(id, parent);
      }
    }
  }
}
