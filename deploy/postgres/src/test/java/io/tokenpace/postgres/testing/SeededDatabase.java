package io.tokenpace.postgres.testing;

import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.setup.table.TableSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** A real PostgreSQL with the rows of {@link SeededResults}, for the tests of one class. */
public final class SeededDatabase implements AutoCloseable {
  private final long seed;
  private final SeededResults seeded;
  private final EmbeddedPostgres postgres;
  private final Connection connection;

  private SeededDatabase(
      long seed, SeededResults seeded, EmbeddedPostgres postgres, Connection connection) {
    this.seed = seed;
    this.seeded = seeded;
    this.postgres = postgres;
    this.connection = connection;
  }

  /** Starts it and writes the rows. */
  public static SeededDatabase start() throws IOException, SQLException {
    long seed = Seeds.of(1).get(0);
    EmbeddedPostgres postgres = EmbeddedPostgres.start();
    new TableSetup(postgres.getPostgresDatabase()).migrate();
    SeededDatabase database =
        new SeededDatabase(
            seed, SeededResults.of(seed), postgres, postgres.getPostgresDatabase().getConnection());
    database.execute("SET TIME ZONE 'UTC'");
    database.seeded.write(database.connection);
    return database;
  }

  /** The connection all of a test's statements go through; its time zone is UTC. */
  public Connection connection() {
    return connection;
  }

  /** Where it listens. */
  public int port() {
    return postgres.getPort();
  }

  /** What an assertion says of the seed. */
  public String seed() {
    return Seeds.describe(seed);
  }

  /** Executes a statement. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Requests that ended in a half-open range. */
  public List<ServedRequest> requests(Instant from, Instant to) {
    return seeded.requests().stream().filter(request -> within(request.ended(), from, to)).toList();
  }

  /** Charges of a half-open range. */
  public List<Charge> charges(Instant from, Instant to) {
    return seeded.charges().stream().filter(charge -> within(charge.time(), from, to)).toList();
  }

  /** Samples of a half-open range. */
  public List<NodeSample> samples(Instant from, Instant to) {
    return seeded.samples().stream().filter(sample -> within(sample.time(), from, to)).toList();
  }

  private static boolean within(Instant time, Instant from, Instant to) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  @Override
  public void close() throws IOException, SQLException {
    try (postgres) {
      connection.close();
    }
  }
}
