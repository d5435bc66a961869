package io.tokenpace.jobs.loader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.jobs.kafka.KafkaRecord;
import io.tokenpace.jobs.kafka.TopicRecord;
import io.tokenpace.schemas.codec.WireCodec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LoaderPipelineIT {
  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private ResultsDatabase database;

  @BeforeAll
  void startDatabase() throws Exception {
    database = ResultsDatabase.start();
  }

  @BeforeEach
  void emptyTables() throws SQLException {
    database.empty();
  }

  @AfterAll
  void stopDatabase() throws Exception {
    database.close();
  }

  @ParameterizedTest(name = "parallelism {0}")
  @ValueSource(ints = {1, 2, 4})
  void loadsRowsInAnyOrderAroundPoisonedRecords(int parallelism) throws Exception {
    List<KafkaRecord> records = new ArrayList<>(versionsOfFiftyRows());
    records.add(new KafkaRecord("tokenpace.fleet-metrics", 3, 999, 7, new byte[] {1, 2, 3}));
    records.add(new KafkaRecord("tokenpace.fleet-metrics", 3, 1000, 7, null));
    Collections.shuffle(records, new Random(parallelism));
    RecordingSink<TopicRecord> deadLetters = new RecordingSink<>();

    JobExecutionResult result = load(records, parallelism, deadLetters);

    assertFiftyNewestRows();
    assertThat(database.single("SELECT count(*) AS runs, min(run) AS run FROM runs"))
        .containsEntry("runs", 1L)
        .containsEntry("run", "replay-1");
    assertThat(deadLetters.written())
        .extracting(letter -> WireCodec.deadLetters().decode(letter.value()).orThrow().getReason())
        .containsExactlyInAnyOrder("NOT_SINGLE_OBJECT", "EMPTY");
    assertThat(result.<Long>getAccumulatorResult(LoaderPipeline.ROWS_LOADED)).isEqualTo(150);
    assertThat(result.<Long>getAccumulatorResult(LoaderPipeline.ROWS_DEAD)).isEqualTo(2);
  }

  @Test
  void changesNothingWhenTheSameRowsAreLoadedAgain() throws Exception {
    load(versionsOfFiftyRows(), 2, new RecordingSink<>());
    List<Map<String, @Nullable Object>> before = everything();

    load(versionsOfFiftyRows(), 4, new RecordingSink<>());

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void losesNoRowWhenTheDatabaseCutsItsConnections() throws Exception {
    // Too many for the retries of a batch, and for those when the failed writer is closed: the job
    // itself must restart, and the TaskManager must survive it.
    int cuts = 2 * (PostgresSinks.MAX_RETRIES + 1) + 1;
    database.execute(
        """
        CREATE SEQUENCE cuts;
        CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('cuts') <= %d THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER cut BEFORE INSERT ON rolling_rows FOR EACH ROW EXECUTE FUNCTION cut();
        """
            .formatted(cuts));
    try {
      load(versionsOfFiftyRows(), 1, new RecordingSink<>());
    } finally {
      database.execute("DROP TRIGGER cut ON rolling_rows; DROP FUNCTION cut; DROP SEQUENCE cuts");
    }

    assertFiftyNewestRows();
  }

  private void assertFiftyNewestRows() throws SQLException {
    for (String table : List.of("tumbling_rows", "rolling_rows")) {
      assertThat(
              database.single(
                  "SELECT count(*) AS rows, count(*) FILTER (WHERE folded = 3) AS newest FROM "
                      + table))
          .as(table)
          .containsEntry("rows", table.equals("rolling_rows") ? 50L : 25L)
          .containsEntry("newest", table.equals("rolling_rows") ? 50L : 25L);
    }
  }

  private List<Map<String, @Nullable Object>> everything() throws SQLException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    rows.addAll(database.query("SELECT * FROM runs ORDER BY run"));
    rows.addAll(database.query("SELECT * FROM tumbling_rows ORDER BY window_end"));
    rows.addAll(database.query("SELECT * FROM rolling_rows ORDER BY window_end"));
    return rows;
  }

  /** Three versions of fifty rows, of which every other is tumbling. */
  private static List<KafkaRecord> versionsOfFiftyRows() {
    List<KafkaRecord> records = new ArrayList<>();
    for (long version = 1; version <= 3; version++) {
      for (int window = 0; window < 50; window++) {
        SampleRow row =
            SampleRow.folded(version)
                .set("windowEnd", SampleRow.WINDOW_END.plusSeconds(30L * window))
                .set("tumbling", window % 2 == 0);
        records.add(row.raw(records.size()));
      }
    }
    return records;
  }

  private JobExecutionResult load(
      List<KafkaRecord> records, int parallelism, RecordingSink<TopicRecord> deadLetters)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    PostgresSinks postgres = database.sinks();
    LoaderPipeline.define(
        environment.fromData(records, TypeInformation.of(KafkaRecord.class)),
        new LoaderPipeline.Sinks(
            postgres.tumblingRows(), postgres.rollingRows(), postgres.runs(), deadLetters));
    return environment.execute("loader");
  }
}
