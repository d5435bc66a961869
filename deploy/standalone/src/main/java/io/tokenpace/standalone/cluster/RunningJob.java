package io.tokenpace.standalone.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.minicluster.MiniCluster;

/**
 * A job that runs until it is stopped.
 *
 * <p>Thread-safe.
 */
public final class RunningJob {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final MiniCluster cluster;
  private final String name;
  private final JobID id;

  RunningJob(MiniCluster cluster, String name, JobID id) {
    this.cluster = cluster;
    this.name = name;
    this.id = id;
  }

  /**
   * Waits until all of it runs.
   *
   * @throws JobFailedException if it failed meanwhile
   */
  void awaitRunning() throws InterruptedException {
    long startNanos = System.nanoTime();
    while (!runs()) {
      requireAlive();
      if (System.nanoTime() - startNanos >= TIMEOUT.toNanos()) {
        throw new IllegalStateException(
            "%s: does not run (expected: within %d s)".formatted(name, TIMEOUT.toSeconds()));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean runs() throws InterruptedException {
    return await("status", cluster.getJobStatus(id)) == JobStatus.RUNNING
        && StreamSupport.stream(
                await("tasks", cluster.getExecutionGraph(id))
                    .getAllExecutionVertices()
                    .spliterator(),
                false)
            .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING);
  }

  /**
   * Throws if the job does not run any more.
   *
   * @throws JobFailedException with the innermost reason in its message
   */
  public void requireAlive() throws InterruptedException {
    JobStatus status = await("status", cluster.getJobStatus(id));
    if (status.isGloballyTerminalState()) {
      result();
      throw new IllegalStateException("%s: %s (expected: running)".formatted(name, status));
    }
  }

  /** Takes a checkpoint; what was read before it has gone through the job when this returns. */
  public void checkpoint() throws InterruptedException {
    await("checkpoint", cluster.triggerCheckpoint(id, CheckpointType.CONFIGURED));
  }

  /**
   * Ends the job as if its input had ended: everything that waits for a later time is given away.
   *
   * @param directory for the savepoint this takes
   * @return how it went, with its accumulators
   * @throws JobFailedException if it failed
   */
  public JobExecutionResult drain(Path directory) throws InterruptedException {
    await(
        "drain",
        cluster.stopWithSavepoint(
            id, directory.toUri().toString(), true, SavepointFormatType.CANONICAL));
    return result();
  }

  /** Ends the job where it is. */
  public void cancel() throws InterruptedException {
    await("cancel", cluster.cancelJob(id));
  }

  private JobExecutionResult result() throws InterruptedException {
    try {
      return await("result", cluster.requestJobResult(id))
          .toJobExecutionResult(Thread.currentThread().getContextClassLoader());
    } catch (JobExecutionException e) {
      throw JobFailedException.of(name, e);
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  <T> T await(String step, CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("%s: %s failed: %s".formatted(name, step, rootMessage(e)), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "%s: %s took longer than %d s".formatted(name, step, TIMEOUT.toSeconds()), e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
