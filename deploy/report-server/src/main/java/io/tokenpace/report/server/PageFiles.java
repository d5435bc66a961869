package io.tokenpace.report.server;

import io.tokenpace.report.api.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page and of the library it draws with, from the class path. Each is read once
 * and kept: there are few, and all of them are sent. Thread-safe.
 */
final class PageFiles {
  private static final String PAGE = "/io/tokenpace/report/page/";
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/%s/dist/%s";
  private static final String CHARTS_PROPERTIES =
      "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final Set<String> CHART_FILES = Set.of("uPlot.iife.min.js", "uPlot.min.css");

  /** Names of files, with folders; none begins with a dot, so none leads out. */
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9_-]+/)*[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.([a-z0-9]+)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2");

  private final Map<String, Page> files = new ConcurrentHashMap<>();
  private final String chartsVersion;

  PageFiles() {
    chartsVersion = chartsVersion();
  }

  /**
   * A file as it is sent.
   *
   * @param etag the ETag header: what it holds, hashed
   * @param content what it holds
   */
  record Page(String etag, Body content) {}

  private static String chartsVersion() {
    Properties properties = new Properties();
    try (InputStream in = PageFiles.class.getResourceAsStream(CHARTS_PROPERTIES)) {
      if (in == null) {
        throw new IllegalStateException("class path: no uplot web jar (expected: one)");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  /** A file of the page. */
  Optional<Page> page(String name) {
    return NAME.matcher(name).matches() ? file(name, PAGE + name) : Optional.empty();
  }

  /** A file of the chart library. */
  Optional<Page> charts(String name) {
    return CHART_FILES.contains(name)
        ? file(name, CHARTS.formatted(chartsVersion, name))
        : Optional.empty();
  }

  /** Whether an address with this version in it will always mean the same file. */
  boolean isChartsVersion(@Nullable String version) {
    return chartsVersion.equals(version);
  }

  private Optional<Page> file(String name, String resource) {
    @Nullable String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    Page known = files.get(resource);
    if (known != null) {
      return Optional.of(known);
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      Page page = new Page(etag(bytes), new Body(type, bytes));
      files.put(resource, page);
      return Optional.of(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      // Weak, as it is the same for the compressed form.
      return "W/\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether a request's If-None-Match header already has this file. */
  static boolean isKnown(Page page, @Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && (ifNoneMatch.equals("*") || ifNoneMatch.contains(page.etag().substring(2)));
  }
}
