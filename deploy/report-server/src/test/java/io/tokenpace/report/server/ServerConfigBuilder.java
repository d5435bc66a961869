package io.tokenpace.report.server;

import io.tokenpace.report.api.ApiLimits;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server on loopback is told, with some of it changed. */
final class ServerConfigBuilder {
  private final EmbeddedPostgres postgres;
  private @Nullable String kafka;
  private String user = "postgres";
  private ApiLimits limits = ApiLimits.USUAL;

  ServerConfigBuilder(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  ServerConfigBuilder kafka(String brokers) {
    kafka = brokers;
    return this;
  }

  ServerConfigBuilder user(String name) {
    user = name;
    return this;
  }

  ServerConfigBuilder limits(ApiLimits allowed) {
    limits = allowed;
    return this;
  }

  ServerConfig build() {
    return new ServerConfig(
        "127.0.0.1",
        0,
        Set.of(),
        null,
        postgres.getJdbcUrl("postgres", "postgres"),
        user,
        null,
        kafka,
        "tokenpace.",
        limits);
  }
}
