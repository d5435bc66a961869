package io.tokenpace.report.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Clients that ask for reports all the time, more of them than are read at once. */
final class Polling {
  /** 5 s for a turn, 2 s for a connection, and what a busy machine needs. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

  private final ReportServer server;
  private final ExecutorService clients;
  private final List<Future<?>> asking = new ArrayList<>();
  private final Set<Integer> seen = new ConcurrentSkipListSet<>();
  private final AtomicIntegerArray newest;
  private volatile boolean stopped;

  Polling(ReportServer server, int clients) {
    this.server = server;
    this.clients = Executors.newFixedThreadPool(clients);
    this.newest = new AtomicIntegerArray(clients);
    for (int i = 0; i < clients; i++) {
      int client = i;
      asking.add(this.clients.submit(() -> ask(client)));
    }
  }

  private Void ask(int number) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "api/report?metrics=ttft.p99_ms"))
            .timeout(ANSWERED_WITHIN)
            .build();
    while (!stopped) {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      seen.add(status);
      newest.set(number, status);
    }
    return null;
  }

  /** Waits until each client was answered so last. */
  void until(int status) {
    for (int client = 0; client < newest.length(); client++) {
      while (newest.get(client) != status && !asking.get(client).isDone()) {
        Thread.onSpinWait();
      }
    }
  }

  /** Every status seen; fails if a request was not answered. */
  Set<Integer> stop() throws Exception {
    stopped = true;
    for (Future<?> one : asking) {
      one.get();
    }
    clients.shutdown();
    return seen;
  }
}
