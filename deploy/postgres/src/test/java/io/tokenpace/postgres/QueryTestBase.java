package io.tokenpace.postgres;

import static io.tokenpace.postgres.Answers.QUERIES;

import io.tokenpace.postgres.testing.SeededDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The queries over one seeded database for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueryTestBase {
  SeededDatabase database;

  @BeforeAll
  void start() throws IOException, SQLException {
    database = SeededDatabase.start();
  }

  @AfterAll
  void stop() throws IOException, SQLException {
    database.close();
  }

  List<Map<String, @Nullable String>> answers(String file, Map<String, String> variables)
      throws IOException, SQLException {
    return QueryFile.run(database.connection(), QUERIES.resolve(file), variables);
  }
}
