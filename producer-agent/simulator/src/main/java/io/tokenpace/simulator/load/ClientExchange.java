package io.tokenpace.simulator.load;

import io.netty.buffer.ByteBuf;
import io.tokenpace.simulator.random.Draws;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One request and what its client sees of the answer. All times are {@link System#nanoTime()}; 0
 * stands for what did not happen.
 *
 * <p>Confined to the load's event loop.
 */
final class ClientExchange {
  private static final int OK = 200;

  final PlannedRequest planned;
  final long scheduledNanos;
  private final boolean everyChunk;
  private final MessageDigest digest = Draws.sha256();
  private final AnswerReader reader = new AnswerReader(this::chunk);
  long sentNanos;
  long headNanos;
  int status;
  long bodyBytes;
  int chunkCount;
  long firstChunkNanos;
  long lastChunkNanos;
  long longestGapNanos;
  long cancelledNanos;
  private long readNanos;

  /** Two numbers a chunk: choice, nanos. */
  private long[] chunks = new long[0];

  ClientExchange(PlannedRequest planned, long scheduledNanos, boolean everyChunk) {
    this.planned = planned;
    this.scheduledNanos = scheduledNanos;
    this.everyChunk = everyChunk;
  }

  void head(int received, long nanos) {
    status = received;
    headNanos = nanos;
  }

  /** A part of the body that a socket read brought at a time. */
  void body(ByteBuf bytes, long nanos) {
    readNanos = nanos;
    bodyBytes += bytes.readableBytes();
    digest.update(bytes.nioBuffer());
    if (streamed()) {
      reader.read(bytes);
    }
  }

  private boolean streamed() {
    return planned.form().streaming() && status == OK;
  }

  private void chunk(int choice) {
    if (chunkCount == 0) {
      firstChunkNanos = readNanos;
    } else {
      longestGapNanos = Math.max(longestGapNanos, readNanos - lastChunkNanos);
    }
    lastChunkNanos = readNanos;
    if (everyChunk) {
      if (2 * chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, Math.max(64, 2 * chunks.length));
      }
      chunks[2 * chunkCount] = choice;
      chunks[2 * chunkCount + 1] = readNanos;
    }
    chunkCount++;
  }

  /** Whether the client has seen as much as it stays for. */
  boolean leavesNow() {
    int stays = planned.leaving().afterChunks();
    return stays > 0 && chunkCount >= stays;
  }

  /** What became of it, if the response ended properly. */
  Outcome outcomeOfResponse() {
    if (status != OK) {
      return outcomeOfStatus(status);
    }
    if (!streamed()) {
      return Outcome.COMPLETED;
    }
    if (reader.failed()) {
      return Outcome.FAILED;
    }
    int choices = planned.form().choicesPerPrompt() * planned.form().prompts();
    boolean whole = reader.done() && reader.finishedChoices() == choices;
    return whole ? Outcome.COMPLETED : Outcome.TRUNCATED;
  }

  private static Outcome outcomeOfStatus(int status) {
    return switch (status) {
      case 429, 503 -> Outcome.REJECTED;
      default -> status >= 400 && status < 500 ? Outcome.CLIENT_ERROR : Outcome.FAILED;
    };
  }

  /** What became of it, if the connection ended before the response did. */
  Outcome outcomeOfBreak() {
    return status == 0 ? Outcome.FAILED : Outcome.TRUNCATED;
  }

  AnswerReader reader() {
    return reader;
  }

  long chunkChoice(int chunk) {
    return chunks[2 * chunk];
  }

  long chunkNanos(int chunk) {
    return chunks[2 * chunk + 1];
  }

  boolean everyChunk() {
    return everyChunk;
  }

  /** SHA-256 of the body; can be asked once. */
  byte[] bodyDigest() {
    return digest.digest();
  }
}
