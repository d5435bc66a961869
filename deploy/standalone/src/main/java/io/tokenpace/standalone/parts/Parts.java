package io.tokenpace.standalone.parts;

import io.tokenpace.standalone.broker.EmbeddedKafka;
import io.tokenpace.standalone.cluster.EmbeddedFlink;
import io.tokenpace.standalone.console.Console;
import io.tokenpace.standalone.database.EmbeddedDatabase;
import java.nio.file.Path;

/**
 * The three parts that run for as long as a session does. They start at once, since each spends
 * most of its start waiting; whoever asks for one waits for that one.
 *
 * <p>Thread-safe: {@link #close} may come from a shutdown hook at any time, also while parts are
 * still starting.
 */
public final class Parts implements AutoCloseable {
  private final StartingPart<EmbeddedKafka> broker;
  private final StartingPart<EmbeddedDatabase> database;
  private final StartingPart<EmbeddedFlink> cluster;

  private Parts(
      StartingPart<EmbeddedKafka> broker,
      StartingPart<EmbeddedDatabase> database,
      StartingPart<EmbeddedFlink> cluster) {
    this.broker = broker;
    this.database = database;
    this.cluster = cluster;
  }

  /**
   * Starts all parts and returns at once.
   *
   * @param where where each part keeps its files
   * @param sizes how large the cluster is, and where the broker listens
   * @param console told of each part that is ready
   */
  public static Parts start(Directories where, Sizes sizes, Console console) {
    return new Parts(
        StartingPart.start(
            "broker", console, () -> EmbeddedKafka.start(where.broker(), sizes.brokerPort())),
        StartingPart.start(
            "database",
            console,
            () -> EmbeddedDatabase.start(where.database(), where.databaseBinaries())),
        StartingPart.start(
            "cluster",
            console,
            () ->
                EmbeddedFlink.start(
                    where.cluster(),
                    sizes.jobsAtOnce() * sizes.parallelism(),
                    sizes.parallelism())));
  }

  /**
   * How large the parts are.
   *
   * @param jobsAtOnce jobs that run at the same time
   * @param parallelism of each
   * @param brokerPort where clients find the broker; 0 is a port that is free
   */
  public record Sizes(int jobsAtOnce, int parallelism, int brokerPort) {}

  /**
   * Where the parts keep their files.
   *
   * @param broker the broker's data
   * @param database the database's data
   * @param databaseBinaries the database's unpacked programs, which may outlive the process
   * @param cluster the cluster's temporary files
   */
  public record Directories(Path broker, Path database, Path databaseBinaries, Path cluster) {}

  /**
   * The broker, once it is ready.
   *
   * @throws IllegalStateException if it did not start
   */
  public EmbeddedKafka broker() throws InterruptedException {
    return broker.await();
  }

  /**
   * The database, once it is ready.
   *
   * @throws IllegalStateException if it did not start
   */
  public EmbeddedDatabase database() throws InterruptedException {
    return database.await();
  }

  /**
   * The cluster, once it is ready.
   *
   * @throws IllegalStateException if it did not start
   */
  public EmbeddedFlink cluster() throws InterruptedException {
    return cluster.await();
  }

  /**
   * Stops all parts, those that use others first. A part that is still starting is waited for, as
   * it would be left running otherwise. Calling it again does nothing.
   */
  @Override
  public void close() {
    cluster.close();
    broker.close();
    database.close();
  }
}
