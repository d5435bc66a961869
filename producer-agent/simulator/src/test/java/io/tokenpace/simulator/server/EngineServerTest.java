package io.tokenpace.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenpace.simulator.answer.FailureShares;
import io.tokenpace.simulator.answer.ModelBehaviour;
import io.tokenpace.simulator.answer.Speculation;
import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.engine.EngineLimits;
import io.tokenpace.simulator.engine.StepCost;
import io.tokenpace.simulator.random.Lengths;
import io.tokenpace.simulator.truth.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets: what a plain client gets, held against the truth. */
class EngineServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "127.0.0.1";
  private static final StepCost FAST = new StepCost(500_000, 1_000, 100);
  private static final StepCost SLOW = new StepCost(50_000_000, 1_000, 100);
  private static final EngineLimits WIDE = new EngineLimits(1_024, 64, 256, 4_096, 16);

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private record Served(EngineServer server, SignallingTruth truth, Path file) {}

  private static ModelBehaviour model(
      double reasoning, double tools, double coalesced, FailureShares failures) {
    return new ModelBehaviour(
        "m",
        4_096,
        new Lengths(30, 0.5, 1, 200),
        reasoning,
        tools,
        coalesced,
        new Speculation(4, 0.5),
        failures);
  }

  private Served serve(ModelBehaviour model, StepCost cost, EngineLimits limits) {
    Path file = folder.resolve("truth-" + open.size() + ".jsonl");
    SignallingTruth truth = new SignallingTruth(file);
    EngineServer server =
        EngineServer.start(
            HOST,
            new EngineConfig("node-1", 0, 11, model, cost, limits, 429, false),
            truth,
            Instant.EPOCH);
    open.add(server);
    open.add(truth);
    return new Served(server, truth, file);
  }

  private static HttpRequest post(Served served, String path, String id, String body) {
    return HttpRequest.newBuilder(
            URI.create("http://" + HOST + ":" + served.server().port() + path))
        .header("X-Request-Id", id)
        .header("X-Tenant", "acme")
        .header("X-Workload", "chat")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> send(Served served, String path, String id, String body)
      throws IOException, InterruptedException {
    return client.send(post(served, path, id, body), BodyHandlers.ofString());
  }

  private static String chat(String members) {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + members + "}";
  }

  private static Map<String, JsonNode> truths(Served served) throws IOException {
    Map<String, JsonNode> truths = new TreeMap<>();
    for (String line : Files.readAllLines(served.file())) {
      JsonNode truth = JSON.readTree(line);
      truths.put(truth.path("request").asText("summary"), truth);
    }
    return truths;
  }

  private static JsonNode truth(Served served, String request) throws IOException {
    return Objects.requireNonNull(truths(served).get(request), request);
  }

  @Test
  void tellsTheTruthAboutEveryFrameOfAStream() throws Exception {
    Served served = serve(model(0.4, 0, 0.2, FailureShares.NONE), FAST, WIDE);
    String usage = ",\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}";
    for (int request = 0; request < 20; request++) {
      String body = chat(",\"stream\":true,\"n\":2,\"user\":\"u" + request + "\"" + usage);

      HttpResponse<String> response = send(served, "/v1/chat/completions", "r" + request, body);

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(served.truth().next()).isEqualTo(Ending.COMPLETED);
      assertStream(response.body(), truth(served, "r" + request));
    }
  }

  /** Every frame of a chat against its line of truth, by the usage so far in each frame. */
  private static void assertStream(String stream, JsonNode truth) throws IOException {
    int[] tokens = new int[2];
    List<String> seen = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    String[] finish = {"", ""};
    List<String> frames = List.of(stream.split("\n\n"));
    assertThat(frames.get(frames.size() - 1)).isEqualTo("data: [DONE]");
    for (int frame = 0; frame < frames.size() - 2; frame++) {
      JsonNode chunk = JSON.readTree(frames.get(frame).substring("data: ".length()));
      JsonNode choice = chunk.path("choices").path(0);
      int index = choice.path("index").asInt();
      JsonNode delta = choice.path("delta");
      int soFar = chunk.path("usage").path("completion_tokens").asInt();
      if (delta.has("role")) {
        roles.add(frame + " " + index);
      } else {
        String kind = delta.has("reasoning") ? "reasoning" : "answer";
        String text = delta.path("reasoning").asText(delta.path("content").asText());
        assertThat(text.split(" ")).hasSize(1 + soFar - tokens[index]);
        seen.add("%d %d %d %s".formatted(frame, index, soFar - tokens[index], kind));
        tokens[index] = soFar;
        finish[index] = choice.path("finish_reason").asText("");
      }
    }
    JsonNode usage = JSON.readTree(frames.get(frames.size() - 2).substring(6)).path("usage");
    List<String> told = new ArrayList<>();
    long last = truth.path("acceptedNanos").asLong();
    for (JsonNode frame : truth.path("frames")) {
      told.add(
          "%d %d %d %s"
              .formatted(
                  frame.get(0).asInt(),
                  frame.get(1).asInt(),
                  frame.get(2).asInt(),
                  frame.get(3).asText()));
      assertThat(frame.get(4).asLong()).isGreaterThanOrEqualTo(last);
      last = frame.get(4).asLong();
    }
    List<String> toldRoles = new ArrayList<>();
    truth.path("roles").forEach(role -> toldRoles.add(role.get(0) + " " + role.get(1)));
    assertThat(told).isEqualTo(seen);
    assertThat(toldRoles).isEqualTo(roles);
    assertThat(truth.path("endedNanos").asLong()).isGreaterThanOrEqualTo(last);
    assertThat(truth.path("outputTokens").asInt()).isEqualTo(tokens[0] + tokens[1]);
    assertThat(usage.path("completion_tokens").asInt()).isEqualTo(tokens[0] + tokens[1]);
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(truth.path("promptTokens").asInt());
    assertThat(truth.path("finishReasons").get(0).asText()).isEqualTo(finish[0]);
    assertThat(truth.path("finishReasons").get(1).asText()).isEqualTo(finish[1]);
    assertThat(truth.path("tenant").asText()).isEqualTo("acme");
    assertThat(truth.path("workload").asText()).isEqualTo("chat");
  }

  @Test
  void givesOneBodyTheSameBytesWhateverElseItDoes() throws Exception {
    Served served = serve(model(0.3, 1, 0.2, FailureShares.NONE), FAST, WIDE);
    String tools = ",\"tools\":[{\"function\":{\"name\":\"weather\"}}]";
    String body = chat(",\"stream\":true,\"n\":3" + tools);
    String alone = send(served, "/v1/chat/completions", "a", body).body();
    assertThat(alone).contains("\"tool_calls\"", "weather");
    List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
    for (int request = 0; request < 30; request++) {
      String other =
          request % 2 == 0 ? body : chat(",\"stream\":true,\"user\":\"" + request + "\"");
      crowd.add(
          client.sendAsync(
              post(served, "/v1/chat/completions", "c" + request, other), BodyHandlers.ofString()));
    }
    for (int request = 0; request < 30; request += 2) {
      assertThat(crowd.get(request).join().body()).isEqualTo(alone);
    }
    for (CompletableFuture<HttpResponse<String>> other : crowd) {
      other.join();
    }
  }

  @Test
  void answersWithoutAStreamAndSeveralPrompts() throws Exception {
    Served served = serve(model(0, 0, 0, FailureShares.NONE), FAST, WIDE);

    String body = "{\"model\":\"m\",\"prompt\":[\"a b c\",\"d\"],\"n\":2,\"max_tokens\":5}";
    JsonNode answer = JSON.readTree(send(served, "/v1/completions", "r", body).body());

    assertThat(served.truth().next()).isEqualTo(Ending.COMPLETED);
    JsonNode truth = truth(served, "r");
    int words = 0;
    for (JsonNode choice : answer.path("choices")) {
      words += choice.path("text").asText().strip().split(" ").length;
    }
    assertThat(answer.path("choices")).hasSize(4);
    assertThat(answer.path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
    assertThat(answer.path("usage").path("completion_tokens").asInt()).isEqualTo(words);
    assertThat(truth.path("outputTokens").asInt()).isEqualTo(words);
    assertThat(truth.path("promptTokens").asInt()).isEqualTo(4);
    assertThat(truth.path("prompts").asInt()).isEqualTo(2);
    assertThat(truth.path("frames")).isEmpty();
  }

  @Test
  void seesAClientThatLeavesAtOnce() throws Exception {
    Served served = serve(model(0, 0, 0, FailureShares.NONE), SLOW, WIDE);
    String body = chat(",\"stream\":true,\"max_tokens\":4000,\"ignore_eos\":true");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int lines = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server().port())) {
      String head =
          "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Request-Id: gone\r\nContent-Length: "
              + bytes.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // The role's frame and two with tokens.
      while (lines < 3) {
        String line = reader.readLine();
        lines += line != null && line.startsWith("data: ") ? 1 : 0;
      }
    }

    assertThat(served.truth().next()).isEqualTo(Ending.CANCELLED);
    JsonNode truth = truth(served, "gone");
    assertThat(truth.path("frames").size()).isBetween(2, 50);
    assertThat(truth.path("outputTokens").asInt()).isLessThan(4_000);
    String metrics = metrics(served);
    assertThat(metrics)
        .contains("vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 0.0")
        .contains("vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"m\"} 0.0")
        .contains("model_name=\"m\",finished_reason=\"abort\"} 1.0");
  }

  private String metrics(Served served) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + HOST + ":" + served.server().port() + "/metrics");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void rejectsWhatTheQueueHasNoRoomFor() throws Exception {
    EngineLimits narrow = new EngineLimits(64, 1, 0, 512, 16);
    Served served = serve(model(0, 0, 0, FailureShares.NONE), SLOW, narrow);
    String body = chat(",\"stream\":true,\"max_tokens\":4000,\"ignore_eos\":true");
    HttpResponse<InputStream> first =
        client.send(
            post(served, "/v1/chat/completions", "first", body), BodyHandlers.ofInputStream());

    HttpResponse<String> second = send(served, "/v1/chat/completions", "second", chat(""));

    assertThat(second.statusCode()).isEqualTo(429);
    assertThat(JSON.readTree(second.body()).path("error").path("code").asInt()).isEqualTo(429);
    assertThat(served.truth().next()).isEqualTo(Ending.REJECTED);
    first.body().close();
    assertThat(served.truth().next()).isEqualTo(Ending.CANCELLED);
  }

  @Test
  void failsInTheWayThatIsDrawn() throws Exception {
    String body = chat(",\"stream\":true");
    Served before = serve(model(0, 0, 0, new FailureShares(1, 0, 0)), FAST, WIDE);
    assertThat(send(before, "/v1/chat/completions", "r", body).statusCode()).isEqualTo(500);
    assertThat(before.truth().next()).isEqualTo(Ending.FAILED_BEFORE_STREAM);

    Served inBand = serve(model(0, 0, 0, new FailureShares(0, 1, 0)), FAST, WIDE);
    String stream = send(inBand, "/v1/chat/completions", "r", body).body();
    assertThat(stream).contains("data: {\"error\":{").endsWith("data: [DONE]\n\n");
    assertThat(inBand.truth().next()).isEqualTo(Ending.FAILED_IN_BAND);

    Served cut = serve(model(0, 0, 0, new FailureShares(0, 0, 1)), FAST, WIDE);
    CompletableFuture<HttpResponse<String>> broken =
        client.sendAsync(post(cut, "/v1/chat/completions", "r", body), BodyHandlers.ofString());
    assertThat(broken.handle((response, error) -> error).join()).isNotNull();
    assertThat(cut.truth().next()).isEqualTo(Ending.FAILED_CUT);
    assertThat(metrics(cut)).contains("finished_reason=\"error\"} 1.0");
  }

  @Test
  void refusesWhatItDoesNotServe() throws Exception {
    Served served = serve(model(0, 0, 0, FailureShares.NONE), FAST, WIDE);

    String other = chat("").replace("\"m\"", "\"other\"");
    assertThat(send(served, "/v1/chat/completions", "a", other).statusCode()).isEqualTo(404);
    assertThat(send(served, "/v1/chat/completions", "b", "{").statusCode()).isEqualTo(400);
    assertThat(send(served, "/v1/embeddings", "c", chat("")).statusCode()).isEqualTo(404);
    String huge = chat(",\"n\":65");
    assertThat(send(served, "/v1/chat/completions", "d", huge).statusCode()).isEqualTo(400);

    for (int refused = 0; refused < 3; refused++) {
      assertThat(served.truth().next()).isEqualTo(Ending.REFUSED);
    }
    assertThat(truths(served).keySet()).containsExactly("a", "b", "d");
    assertThat(truth(served, "a").path("ended").asText()).isEqualTo("refused");
  }

  @Test
  void countsWhatItDidUnderTheNamesOfVllm() throws Exception {
    Served served = serve(model(0, 0, 0, FailureShares.NONE), FAST, WIDE);
    String words = "word ".repeat(40);
    String body =
        "{\"model\":\"m\",\"max_tokens\":6,\"ignore_eos\":true,\"prompt\":\"" + words + "\"}";
    send(served, "/v1/completions", "r", body);
    send(served, "/v1/completions", "r", body);

    String inLabels = "engine=\"0\",model_name=\"m\"";
    String labels = "{" + inLabels + "} ";
    assertThat(metrics(served))
        .contains("vllm:prompt_tokens_total" + labels + "80.0\n")
        .contains("vllm:generation_tokens_total" + labels + "12.0\n")
        .contains("vllm:prefix_cache_queries_total" + labels + "80.0\n")
        // Of 40 tokens two blocks of 16 are full.
        .contains("vllm:prefix_cache_hits_total" + labels + "32.0\n")
        .contains("vllm:num_preemptions_total" + labels + "0.0\n")
        .contains("finished_reason=\"length\"} 2.0\n")
        .contains("vllm:time_to_first_token_seconds_count" + labels + "2.0\n")
        .contains("vllm:time_to_first_token_seconds_bucket{" + inLabels + ",le=\"+Inf\"} 2.0")
        .contains("process_start_time_seconds 0.000\n");
  }

  @Test
  void writesDownWhatIsOpenWhenItIsClosed() throws Exception {
    Served served = serve(model(0, 0, 0, FailureShares.NONE), SLOW, WIDE);
    String body = chat(",\"stream\":true,\"max_tokens\":4000,\"ignore_eos\":true");
    client.send(post(served, "/v1/chat/completions", "r", body), BodyHandlers.ofInputStream());

    served.server().close();
    served.truth().close();

    assertThat(truth(served, "r").path("ended").asText()).isEqualTo("shutdown");
    assertThat(truth(served, "summary").path("shutdown").asInt()).isEqualTo(1);
    assertThat(truth(served, "summary").path("requests").asInt()).isEqualTo(1);
  }
}
