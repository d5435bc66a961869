package io.tokenpace.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM: one job manager, one task manager, for jobs that are run one after
 * the other or at once, as slots allow.
 *
 * <p>What listens at all (REST, blobs) listens on 127.0.0.1, on ports that were free. A job that
 * fails is not restarted: its input ends, so the one who started it can start it again, and sees
 * why it failed at once.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final MiniCluster cluster;
  private final Configuration jobDefaults;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedFlink(MiniCluster cluster, Configuration jobDefaults) {
    this.cluster = cluster;
    this.jobDefaults = jobDefaults;
  }

  /**
   * Starts a cluster.
   *
   * @param directory for its temporary files; made if it is not there yet
   * @param slots number of slots
   * @param parallelism of its jobs; jobs at once need as many slots together
   * @throws IllegalStateException if it cannot start, with the reason as the cause
   */
  public static EmbeddedFlink start(Path directory, int slots, int parallelism) {
    if (!(parallelism >= 1 && slots >= parallelism)) {
      throw new IllegalArgumentException(
          "slots: %d (expected: >= parallelism, %d)".formatted(slots, parallelism));
    }
    try {
      Files.createDirectories(directory);
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(slots)
                  .setConfiguration(clusterSettings(directory, slots))
                  .build());
      cluster.start();
      return new EmbeddedFlink(cluster, jobSettings(parallelism));
    } catch (IOException e) {
      throw new IllegalStateException("cluster: " + e.getMessage(), e);
    } catch (Exception e) {
      throw new IllegalStateException("cluster: did not start: " + e.getMessage(), e);
    }
  }

  /**
   * Runs a job to its end. Called from several threads, jobs run at once.
   *
   * @param name what the job is called in logs and complaints
   * @param definition adds the job's sources, operators and sinks; must not execute it
   * @return how it went, with its accumulators
   * @throws JobFailedException if the job failed, with the innermost reason in its message
   * @throws InterruptedException if the waiting was interrupted; the job runs on until {@link
   *     #close}
   */
  public JobExecutionResult run(String name, Consumer<StreamExecutionEnvironment> definition)
      throws InterruptedException {
    try {
      return cluster.executeJobBlocking(graph(name, definition));
    } catch (JobExecutionException e) {
      throw JobFailedException.of(name, e);
    }
  }

  /**
   * Starts a job that runs until it is stopped, and waits until all of it runs.
   *
   * @param name what the job is called in logs and complaints
   * @param definition adds the job's sources, operators and sinks; must not execute it
   * @throws JobFailedException if it failed at once
   * @throws IllegalStateException if the cluster refuses it, or it does not run within 60 s
   */
  public RunningJob submit(String name, Consumer<StreamExecutionEnvironment> definition)
      throws InterruptedException {
    JobGraph graph = graph(name, definition);
    RunningJob job = new RunningJob(cluster, name, graph.getJobID());
    job.await("submit", cluster.submitJob(graph));
    job.awaitRunning();
    return job;
  }

  private JobGraph graph(String name, Consumer<StreamExecutionEnvironment> definition) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(jobDefaults);
    definition.accept(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(name);
    return graph.getJobGraph();
  }

  private static Configuration clusterSettings(Path directory, int slots) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.TMP_DIRS, directory.toString());
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    settings.set(WebOptions.TMP_DIR, directory.toString());
    settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(JobManagerOptions.ADDRESS, LOOPBACK);
    settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(TaskManagerOptions.HOST, LOOPBACK);
    settings.set(RestOptions.ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(BlobServerOptions.PORT, "0");
    // Jobs keep their state on the heap; managed memory would be set aside for nothing.
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    MemorySize network = MemorySize.ofMebiBytes(Math.max(64, 16L * slots));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
    return settings;
  }

  private static Configuration jobSettings(int parallelism) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    return settings;
  }

  /** Stops the cluster and what runs on it; returns after 20 s at the latest. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      cluster.closeAsync().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("cluster did not stop within {}", CLOSE_TIMEOUT, e);
    }
  }
}
