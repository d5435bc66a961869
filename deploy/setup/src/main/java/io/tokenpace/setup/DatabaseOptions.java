package io.tokenpace.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** The options that say which database. Filled by picocli. */
final class DatabaseOptions {
  @Option(
      names = "--jdbc-url",
      required = true,
      description = "The database, e.g. jdbc:postgresql://localhost:5432/tokenpace.")
  private String jdbcUrl = "";

  @Option(names = "--user", required = true, description = "Who creates the tables and owns them.")
  private String user = "";

  @Option(
      names = "--password-file",
      description = "File whose first line is the password; without it, none is sent.")
  private @Nullable Path passwordFile;

  /**
   * The database, whose connections are made when they are asked for.
   *
   * @throws IllegalArgumentException if an option cannot be, fit for a person to read
   */
  DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(jdbcUrl);
    dataSource.setUser(user);
    dataSource.setPassword(password());
    return dataSource;
  }

  String jdbcUrl() {
    return jdbcUrl;
  }

  String user() {
    return user;
  }

  /**
   * The password, or null if none is to be sent.
   *
   * @throws IllegalArgumentException if the file cannot be read, fit for a person to read
   */
  @Nullable String password() {
    Path file = passwordFile;
    if (file == null) {
      return null;
    }
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--password-file: %s (expected: a readable text file)".formatted(file), e);
    }
  }
}
