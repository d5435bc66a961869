package io.tokenpace.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.tokenpace.agent.http.ExchangeObserver;
import io.tokenpace.agent.timeline.RequestEvent;
import io.tokenpace.schemas.codec.SeriesLabels;
import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.schemas.wire.ChunkKind;
import io.tokenpace.schemas.wire.EndCause;
import io.tokenpace.schemas.wire.TokenSource;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestTapTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String STREAM = "text/event-stream";
  private static final String BODY = "{\"model\":\"m\",\"messages\":[],\"stream\":true}";

  @Test
  void onlyPostsToTheTwoPathsAreObserved() {
    RequestTaps taps = new RequestTaps(Exchange.SETTINGS, event -> {});
    InetAddress peer = InetAddress.getLoopbackAddress();

    assertThat(taps.observe(Exchange.post("/v1/completions?x=1"), peer, 0)).isNotNull();
    assertThat(taps.observe(Exchange.post("/v1/completions/x"), peer, 0)).isNull();
    HttpRequest get = Exchange.post(CHAT);
    get.setMethod(HttpMethod.GET);
    assertThat(taps.observe(get, peer, 0)).isNull();
  }

  @Test
  void timesCountFromAcceptedAndFromTheChoicesPreviousChunk() {
    Exchange exchange = Exchange.begin(CHAT, BODY);
    exchange.head(200, STREAM, 1_500);
    exchange.feed(chunk("{\"role\":\"assistant\",\"content\":\"\"}"), 2_000);
    exchange.feed(chunk("{\"reasoning\":\"a\"}"), 3_000);
    exchange.feed(chunk("{\"content\":\"b\"}"), 4_500);
    exchange.feed(chunk("{\"content\":\"c\"}"), 4_500);
    RequestEvent.Ended ended = exchange.end(EndCause.CLIENT_LEFT, 9_000);

    assertThat(exchange.events.get(0))
        .isEqualTo(
            new RequestEvent.Started(
                0, labels("m"), 1_000, 100, true, "chat", 1, 1, BODY.length()));
    assertThat(exchange.chunks())
        .containsExactly(
            chunk(3_000, 0, 2_000, ChunkKind.REASONING, true, -1, 1_000),
            chunk(4_500, 1, 1_500, ChunkKind.ANSWER, false, 3_500, -1),
            chunk(4_500, 2, 0, ChunkKind.ANSWER, false, -1, -1));
    assertThat(ended.times()).isEqualTo(new RequestEvent.OutputTimes(2_000, 3_500, 3_500, -1));
    assertThat(ended.allChoicesFinished()).isFalse();
    assertThat(ended.errorClass()).isNull();
    assertThat(ended.tokens().firstChunk()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNotStreamedHasItsUsageAndTheTimeItWasComplete() {
    Exchange exchange = Exchange.begin(CHAT, "{\"model\":\"m\",\"n\":2}");
    exchange.head(200, "Application/JSON; charset=utf-8", 2_000);
    exchange.feed("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},", 3_000);
    exchange.feed(
        "\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}",
        4_000);
    RequestEvent.Ended ended = exchange.end(EndCause.RESPONSE_COMPLETE, 5_000);

    assertThat(exchange.chunks()).isEmpty();
    assertThat(ended.streaming()).isFalse();
    assertThat(ended.choices()).isEqualTo(2);
    assertThat(ended.allChoicesFinished()).isTrue();
    assertThat(ended.times()).isEqualTo(new RequestEvent.OutputTimes(-1, -1, 3_000, -1));
    assertThat(ended.tokens().input()).isEqualTo(3);
    assertThat(ended.tokens().output()).isEqualTo(7);
    assertThat(ended.tokens().countedOutput()).isZero();
    assertThat(ended.tokens().firstChunk()).isEqualTo(-1);
  }

  @Test
  void anAnswerOfOneChoiceThatIsNotStreamedHasItsUsage() {
    Exchange exchange = Exchange.begin(CHAT, "{\"model\":\"m\"}");
    exchange.head(200, "application/json", 2_000);
    exchange.feed(
        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}",
        4_000);
    RequestEvent.Ended ended = exchange.end(EndCause.RESPONSE_COMPLETE, 5_000);

    assertThat(ended.tokens().input()).isEqualTo(3);
    assertThat(ended.tokens().output()).isEqualTo(7);
    assertThat(ended.tokens().countedOutput()).isZero();
  }

  @Test
  void largeAnswersInFlightTogetherHoldBoundedMemory() {
    RequestTaps taps = new RequestTaps(Exchange.SETTINGS, event -> {});
    String text = "x".repeat(1_000_000);
    String event = chunk("{\"content\":\"" + text + "\"}");
    List<ExchangeObserver> inFlight = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      inFlight.add(begun(taps, i % 2 == 0 ? STREAM : "application/json"));
      // Without its end: it is held until that comes.
      inFlight.get(i).responseBytes(Exchange.bytes(event.substring(0, 1_000_000)), 2_000);
    }
    assertThat(taps.counts().tooLarge()).isGreaterThanOrEqualTo(12);
    for (ExchangeObserver observer : inFlight) {
      observer.responseBytes(Exchange.bytes("\n\n"), 3_000);
      observer.ended(EndCause.CLIENT_LEFT, 3_000, 0);
    }
    long before = taps.counts().tooLarge();
    for (int i = 0; i < 40; i++) {
      ExchangeObserver open = begun(taps, STREAM);
      // What came and is over is not held: the streams go on.
      open.responseBytes(Exchange.bytes(event), 2_000);
    }
    assertThat(taps.counts().tooLarge()).isEqualTo(before);
  }

  private static ExchangeObserver begun(RequestTaps taps, String contentType) {
    ExchangeObserver observer =
        Objects.requireNonNull(
            taps.observe(Exchange.post(CHAT), InetAddress.getLoopbackAddress(), 0));
    observer.requestBytes(Exchange.bytes(BODY));
    observer.accepted(1_000);
    observer.responseHead(Exchange.response(200, contentType), 1_500);
    return observer;
  }

  @Test
  void anErrorsKindIsKeptAndNotItsText() {
    Exchange exchange = Exchange.begin(CHAT, BODY);
    exchange.head(500, "application/json", 2_000);
    exchange.feed("{\"error\":{\"message\":\"CUDA out of memory: secret\",\"code\":500}}", 2_000);
    RequestEvent.Ended ended = exchange.end(EndCause.RESPONSE_COMPLETE, 3_000);

    assertThat(ended.httpStatus()).isEqualTo(500);
    assertThat(ended.errorClass()).isEqualTo("out_of_memory");
    assertThat(ended.streaming()).isTrue();
    assertThat(ended.inBandCode()).isEqualTo(-1);
    assertThat(exchange.events.toString()).doesNotContain("secret");
  }

  @Test
  void aStreamThatBreaksOffIsTruncated() {
    Exchange exchange = Exchange.begin(CHAT, BODY);
    exchange.head(200, STREAM, 2_000);
    exchange.feed(chunk("{\"content\":\"b\"}"), 2_000);

    assertThat(exchange.end(EndCause.TRUNCATED, 3_000).errorClass()).isEqualTo("truncated");
  }

  @Test
  void anEncodedAnswerIsCountedAndEndsWithWhatIsKnown() {
    Exchange exchange = Exchange.begin(CHAT, BODY);
    HttpResponse head = Exchange.response(200, STREAM);
    head.headers().set("content-encoding", "gzip");
    exchange.observer.responseHead(head, 2_000);
    exchange.feed(new byte[] {31, -117, 8}, 2_500);
    RequestEvent.Ended ended = exchange.end(EndCause.RESPONSE_COMPLETE, 3_000);

    assertThat(exchange.taps.counts().unobservedEncodings()).isEqualTo(1);
    assertThat(ended.httpStatus()).isEqualTo(200);
    assertThat(ended.errorClass()).isNull();
    assertThat(ended.allChoicesFinished()).isTrue();
  }

  @Test
  void anEventBeyondTheLimitIsCountedAndTheRestIsObserved() {
    Exchange exchange = Exchange.begin(CHAT, BODY);
    exchange.head(200, STREAM, 2_000);
    exchange.feed("data: " + "x".repeat(TapSettings.DEFAULT_MAX_EVENT_BYTES) + "\n\n", 2_000);
    exchange.feed(chunk("{\"content\":\"b\"}"), 2_500);

    assertThat(exchange.chunks()).hasSize(1);
    assertThat(exchange.taps.counts().tooLarge()).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesBeforeItsRequestIsWholeHasAskedForNothing() {
    Exchange exchange = new Exchange(Exchange.SETTINGS, Exchange.post(CHAT));
    exchange.observer.ended(EndCause.CLIENT_LEFT, 3_000, 0);

    assertThat(exchange.events).isEmpty();
    assertThat(exchange.taps.counts().abandonedUploads()).isEqualTo(1);
  }

  @Test
  void modelsThatAreNotServedAndBodiesThatAreNoJsonAreUnknown() {
    assertThat(modelOf(null, BODY)).isEqualTo("m");
    assertThat(modelOf(Set.of("m"), BODY)).isEqualTo("m");
    assertThat(modelOf(Set.of("other"), BODY)).isEqualTo("(unknown)");
    assertThat(modelOf(null, BODY.substring(0, 20))).isEqualTo("(unknown)");
    String long200 = BODY.replace("\"m\"", "\"\\u0000" + "é".repeat(100) + "\"");
    assertThat(modelOf(null, long200)).isEqualTo("?" + "é".repeat(63));
  }

  private static String modelOf(@Nullable Set<String> served, String body) {
    TapSettings settings =
        new TapSettings(
            "engine", "(none)", () -> served, TenantRule.NONE, null, RequestIdPolicy.OFF, 100);
    Exchange exchange = new Exchange(settings, Exchange.post(CHAT));
    exchange.observer.requestBytes(Exchange.bytes(body));
    exchange.observer.accepted(1_000);
    return exchange.events.get(0).labels().model();
  }

  @Test
  void idsAreKeptAsThePolicySaysAndRetriesAlways() {
    HttpRequest head = Exchange.post(CHAT);
    String trace = "0af7651916cd43dd8448eb211c80319c";
    head.headers()
        .set("X-Request-Id", "id-1")
        .set("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
        .set("X-Stainless-Retry-Count", "2");

    RequestEvent.Ended off = ended(RequestIdPolicy.OFF, head);
    RequestEvent.Ended all = ended(RequestIdPolicy.ALL, head);

    assertThat(off.requestId()).isNull();
    assertThat(off.traceId()).isNull();
    assertThat(off.retryCount()).isEqualTo(2);
    assertThat(all.requestId()).isEqualTo("id-1");
    assertThat(all.traceId()).isEqualTo(trace);
    head.headers().set("X-Request-Id", "x".repeat(65)).set("traceparent", "nonsense");
    assertThat(ended(RequestIdPolicy.ALL, head).requestId()).isNull();
    assertThat(ended(RequestIdPolicy.ALL, head).traceId()).isNull();
  }

  private static RequestEvent.Ended ended(RequestIdPolicy policy, HttpRequest head) {
    TapSettings settings =
        new TapSettings("engine", "(none)", () -> null, TenantRule.NONE, null, policy, 100);
    Exchange exchange = new Exchange(settings, head);
    exchange.observer.accepted(1_000);
    return exchange.end(EndCause.UPSTREAM_ERROR, 2_000);
  }

  @Test
  void tokensOfAChunkAreThoseTheEngineMade() {
    for (long seed : Seeds.of(300)) {
      Random random = new Random(seed);
      int choices = 1 + random.nextInt(3);
      int variant = random.nextInt(4);
      Exchange exchange =
          Exchange.begin(CHAT, "{\"model\":\"m\",\"stream\":true,\"n\":" + choices + "}");
      exchange.head(200, STREAM, 1_000);
      Map<Integer, Integer> soFar = new HashMap<>();
      StringBuilder expected = new StringBuilder();
      long made = 0;
      for (int i = 0; i < 30; i++) {
        int choice = random.nextInt(choices);
        int tokens = variant == 3 ? 1 : 1 + random.nextInt(5);
        made += tokens;
        int total = soFar.merge(choice, tokens, Integer::sum);
        expected.append(choice).append(':').append(tokens).append(' ');
        exchange.feed(rendered(variant, choice, tokens, total), 2_000 + i);
      }
      RequestEvent.Ended ended = exchange.end(EndCause.CLIENT_LEFT, 3_000);

      StringBuilder actual = new StringBuilder();
      exchange
          .chunks()
          .forEach(one -> actual.append(one.choice()).append(':').append(one.tokens()).append(' '));
      assertThat(actual.toString()).as(Seeds.describe(seed)).isEqualTo(expected.toString());
      assertThat(ended.tokens().countedOutput()).as(Seeds.describe(seed)).isEqualTo(made);
    }
  }

  private static String rendered(int variant, int choice, int tokens, int total) {
    String list = "[" + "1,".repeat(tokens - 1) + "1]";
    String extra =
        switch (variant) {
          case 1 -> ",\"token_ids\":" + list;
          case 2 -> ",\"logprobs\":{\"content\":" + list + "}";
          default -> "";
        };
    String usage =
        variant == 0 ? ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":" + total + "}" : "";
    return "data: {\"choices\":[{\"index\":%d,\"delta\":{\"content\":\"x\"}%s}]%s}\n\n"
        .formatted(choice, extra, usage);
  }

  @Test
  void tenantsAreNamedByTrustedPeersOrByTheirCredential() throws Exception {
    CredentialHash hash = new CredentialHash("key".getBytes(StandardCharsets.UTF_8));
    String alice = hash.of("sk-a".getBytes(StandardCharsets.UTF_8));
    TenantRule rule = new TenantRule("X-Tenant", TenantRule.LOOPBACK, hash, Map.of(alice, "alice"));
    InetAddress far = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    InetAddress near = InetAddress.getAllByName("::1")[0];
    HttpRequest head = Exchange.post(CHAT);
    head.headers().set("X-Tenant", "bob");

    assertThat(rule.tenantOf(head.headers(), near)).isEqualTo("bob");
    assertThat(rule.tenantOf(head.headers(), far)).isEqualTo("(none)");
    head.headers().set("Authorization", "bearer  sk-a");
    assertThat(rule.tenantOf(head.headers(), far)).isEqualTo("alice");
    head.headers().remove("Authorization").set("X-Api-Key", "sk-b");
    assertThat(rule.tenantOf(head.headers(), far)).isEqualTo("(unmapped)");
    assertThat(alice).hasSize(32);
  }

  private static SeriesLabels labels(String model) {
    return new SeriesLabels("engine", model, "(none)", "(none)", "(none)");
  }

  private static RequestEvent.Chunk chunk(
      long at, long index, long since, ChunkKind kind, boolean first, long answer, long role) {
    return new RequestEvent.Chunk(
        0,
        labels("m"),
        at,
        0,
        index,
        since,
        1,
        kind,
        TokenSource.ONE_PER_CHUNK,
        first,
        answer,
        role);
  }

  private static String chunk(String delta) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n";
  }
}
