package io.tokenpace.report.server;

import io.javalin.http.Context;
import io.tokenpace.report.api.LiveQuestion;
import io.tokenpace.report.api.LiveQuestions;
import io.tokenpace.report.live.LiveEvent;
import io.tokenpace.report.live.LiveFeeds;
import io.tokenpace.report.live.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends live rows as server-sent events. A stream holds its thread until its client leaves, which a
 * write shows; there are few streams. Thread-safe.
 */
final class LiveRoute {
  private static final Duration WAITING_EVERY = Duration.ofSeconds(15);

  private final LiveQuestions questions;
  private final LiveFeeds feeds;

  LiveRoute(LiveQuestions questions, LiveFeeds feeds) {
    this.questions = questions;
    this.feeds = feeds;
  }

  void stream(Context request) throws InterruptedException {
    LiveQuestion question = questions.question(request.queryParamMap());
    try (Subscription subscription = feeds.subscribe(question, request.header("Last-Event-ID"))) {
      // Past Javalin, which would gather a compressed answer before it sends any of it.
      request.res().setContentType("text/event-stream; charset=utf-8");
      OutputStream out = request.res().getOutputStream();
      out.write("retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      for (Optional<LiveEvent> event = subscription.next(WAITING_EVERY);
          event.isPresent();
          event = subscription.next(WAITING_EVERY)) {
        out.write(event.get().toText().getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // The client left, as clients do.
      request.skipRemainingHandlers();
    }
  }
}
