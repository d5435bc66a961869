package io.tokenpace.report.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tokenpace.report.rows.ReportException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything below {@code /api/}: takes parameters, gives the bytes of an answer. Thread-safe; only
 * so many answers are read at once, and others wait for their turn for a while.
 */
public final class Api {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<Resource> resources;
  private final ApiLimits limits;
  private final Semaphore reading;

  /** An API of these paths. */
  public Api(List<Resource> resources, ApiLimits limits) {
    this.resources = List.copyOf(resources);
    this.limits = limits;
    this.reading = new Semaphore(limits.readsAtOnce(), true);
  }

  /** The paths there are. */
  public List<Resource> resources() {
    return resources;
  }

  /**
   * Answers a request.
   *
   * @param given parameters as they were sent
   * @param accept the Accept header, or null if there is none
   * @throws Refusal if it is not answered
   */
  public Body answer(Resource resource, Map<String, List<String>> given, @Nullable String accept) {
    Parameters parameters = Parameters.of(given, resource.parameters());
    Format format = Format.of(parameters, accept);
    if (!resource.reads()) {
      return body(resource, parameters, format);
    }
    takeTurn();
    try {
      return body(resource, parameters, format);
    } finally {
      reading.release();
    }
  }

  private Body body(Resource resource, Parameters parameters, Format format) {
    try {
      Answer answer = resource.answer().apply(parameters);
      return new Body(format.contentType(), format.write(answer, limits.answerBytes()));
    } catch (ReportException e) {
      throw Unread.refusal(e);
    }
  }

  private void takeTurn() {
    try {
      if (reading.tryAcquire(limits.waitForTurn().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Refusal.busy("reads", limits.readsAtOnce());
  }

  /** The body of a refusal. */
  public static byte[] body(Refusal refusal) {
    ObjectNode document = MAPPER.createObjectNode();
    document
        .putObject("error")
        .put("parameter", refusal.parameter())
        .put("value", refusal.value())
        .put("expected", refusal.expected())
        .put("message", refusal.getMessage());
    try {
      return MAPPER.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON is always JSON", e);
    }
  }
}
