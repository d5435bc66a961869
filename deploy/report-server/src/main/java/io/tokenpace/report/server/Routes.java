package io.tokenpace.report.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import io.tokenpace.report.api.Api;
import io.tokenpace.report.api.Body;
import io.tokenpace.report.api.Refusal;
import io.tokenpace.report.api.Resource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the server, and how what goes wrong below them is answered. Thread-safe. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final String STARTED = "started";
  private static final String LIVE = "/api/live";
  private static final String OTHER_PATH = "other";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String CHARTS_VERSION = "v";

  private final Guard guard;
  private final Api api;
  private final PageFiles files;
  private final Database database;
  private final RequestMetrics metrics;
  private final LiveRoute live;

  Routes(
      Guard guard,
      Api api,
      LiveRoute live,
      PageFiles files,
      Database database,
      RequestMetrics metrics) {
    this.guard = guard;
    this.api = api;
    this.live = live;
    this.files = files;
    this.database = database;
    this.metrics = metrics;
  }

  void addTo(RoutesConfig routes) {
    routes.before(
        request -> {
          request.attribute(STARTED, System.nanoTime());
          guard.check(request);
        });
    for (Resource resource : api.resources()) {
      routes.get("/api/" + resource.path(), request -> answer(request, resource));
    }
    routes.get(LIVE, live::stream);
    routes.get("/api/openapi.json", request -> request.contentType(JSON).result(OpenApi.bytes()));
    routes.get("/", request -> send(request, files.page("index.html"), false));
    routes.get(
        "/page/<file>", request -> send(request, files.page(request.pathParam("file")), false));
    routes.get(
        "/webjars/uplot/{file}",
        request ->
            send(
                request,
                files.charts(request.pathParam("file")),
                files.isChartsVersion(request.queryParam(CHARTS_VERSION))));
    routes.get("/metrics", request -> request.contentType(TEXT).result(metrics.text()));
    routes.get("/livez", request -> request.contentType(TEXT).result("live\n"));
    routes.get("/readyz", this::ready);
    addErrors(routes);
    routes.after(this::count);
  }

  private void addErrors(RoutesConfig routes) {
    routes.exception(Refusal.class, (refusal, request) -> refuse(request, refusal));
    routes.exception(
        Exception.class,
        (e, request) -> {
          LOG.error("a request to {} failed", route(request), e);
          refuse(request, Refusal.fault());
        });
    routes.error(
        HttpStatus.NOT_FOUND.getCode(),
        request -> {
          if (!JSON.equals(request.res().getContentType())) {
            refuse(request, Refusal.notFound("path", request.path(), "one of the API's"));
          }
        });
  }

  private void answer(Context request, Resource resource) {
    Body body = api.answer(resource, request.queryParamMap(), request.header("Accept"));
    request.contentType(body.contentType()).result(body.bytes());
  }

  /** A file that may be kept for good, or be asked for again each time and seldom sent. */
  private static void send(Context request, Optional<PageFiles.Page> found, boolean forGood) {
    PageFiles.Page page =
        found.orElseThrow(() -> Refusal.notFound("path", request.path(), "a file of the page"));
    request.header("Cache-Control", forGood ? "private, max-age=31536000, immutable" : "no-cache");
    request.header("ETag", page.etag());
    if (PageFiles.isKnown(page, request.header("If-None-Match"))) {
      request.status(HttpStatus.NOT_MODIFIED);
    } else {
      request.contentType(page.content().contentType()).result(page.content().bytes());
    }
  }

  private void ready(Context request) {
    if (!database.answers()) {
      throw Refusal.databaseAway();
    }
    request.contentType(TEXT).result("ready\n");
  }

  private void refuse(Context request, Refusal refusal) {
    if (refusal.retryAfterSeconds() > 0) {
      request.header("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
    }
    request.status(refusal.status());
    Optional<PageFiles.Page> door = door(request, refusal);
    if (door.isPresent()) {
      Body html = door.get().content();
      request.contentType(html.contentType()).result(html.bytes());
    } else {
      request.contentType(JSON).result(Api.body(refusal));
    }
  }

  /** Who opens the page without a token is a person, and is told how to get in. */
  private Optional<PageFiles.Page> door(Context request, Refusal refusal) {
    return refusal.status() == HttpStatus.UNAUTHORIZED.getCode() && request.path().equals("/")
        ? files.page("door.html")
        : Optional.empty();
  }

  private void count(Context request) {
    @Nullable Long started = request.attribute(STARTED);
    if (started != null) {
      String route = route(request);
      metrics.answered(route, request.statusCode());
      // A stream takes as long as its client stays.
      if (!route.equals(LIVE)) {
        metrics.took(route, System.nanoTime() - started);
      }
    }
  }

  /** The path as it was registered: as many values as there are routes, whatever is asked for. */
  private static String route(Context request) {
    @Nullable Endpoint endpoint = request.endpoints().lastHttpEndpoint();
    return endpoint == null ? OTHER_PATH : endpoint.path;
  }
}
