package io.tokenpace.simulator.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine with continuous batching. Each step decodes everything in the batch and spends what is
 * left of its token budget on prompts, so a long prompt takes several steps and slows the decoding
 * beside it. The queue is first come, first served. When KV blocks run out, the youngest of the
 * batch loses its blocks, goes back to the queue's head, and computes prompt and output again.
 *
 * <p>A step begins when the one before it ends; only an engine that is more than a step late begins
 * at the present moment instead of catching up.
 *
 * <p>Confined to one thread, the one its {@link StepTimer} runs tasks on.
 */
public final class StepEngine {
  private final StepCost cost;
  private final EngineLimits limits;
  private final StepTimer timer;
  private final KvBlocks blocks;
  private final Deque<Running> waiting = new ArrayDeque<>();
  private final List<Running> running = new ArrayList<>();

  /** Those whose tokens come at the end of the step that is under way. */
  private final List<Running> yielding = new ArrayList<>();

  private int runningSequences;
  private boolean stepUnderWay;
  private long prefixQueriedTokens;
  private long prefixHitTokens;
  private long preemptions;
  private long steps;

  /** An idle engine. */
  public StepEngine(StepCost cost, EngineLimits limits, StepTimer timer) {
    this.cost = cost;
    this.limits = limits;
    this.timer = timer;
    this.blocks = new KvBlocks(limits.kvBlocks());
  }

  /** Whether a generation could run at all, with the whole engine to itself. */
  public boolean fits(Generation generation) {
    int choices = generation.choicesPerPrompt();
    int sequences = generation.prompts().size() * choices;
    long needed = 0;
    for (Prompt prompt : generation.prompts()) {
      needed += limits.blocks(prompt.tokens());
    }
    for (int sequence = 0; sequence < sequences; sequence++) {
      int tokens = 0;
      for (int step = 0; step < generation.steps(); step++) {
        tokens += generation.tokens(sequence, step);
      }
      needed += limits.blocks(tokens);
    }
    return sequences <= limits.runningSequences() && needed <= limits.kvBlocks();
  }

  /**
   * Puts a generation that fits into the queue.
   *
   * @return whether the queue had room
   */
  public boolean submit(Generation generation) {
    if (waiting.size() >= limits.waitingRequests() && stepUnderWay) {
      return false;
    }
    waiting.addLast(new Running(generation));
    if (!stepUnderWay) {
      beginStep(timer.nanos());
    }
    return true;
  }

  /** Drops a generation at once, wherever it is; one that is not there is ignored. */
  public void abort(Generation generation) {
    waiting.removeIf(work -> work.generation == generation);
    Running found = null;
    for (Running work : running) {
      found = work.generation == generation ? work : found;
    }
    if (found != null) {
      leave(found);
    }
  }

  /** The gauges and counters now. */
  public EngineCounts counts() {
    return new EngineCounts(
        runningSequences,
        waiting.stream().mapToInt(work -> work.sequences).sum(),
        blocks.total() - blocks.free(),
        blocks.total(),
        prefixQueriedTokens,
        prefixHitTokens,
        preemptions,
        steps);
  }

  private void beginStep(long startNanos) {
    yielding.clear();
    int yieldingSequences = 0;
    boolean preempted = false;
    int budget = limits.stepTokens();
    // By position: a preemption takes from the list's end.
    for (int position = 0; position < running.size(); position++) {
      Running work = running.get(position);
      if (work.prefillLeft == 0) {
        preempted |= makeRoom(work);
        if (position < running.size()) {
          work.takeForNextStep(blocks, limits);
          int sequences = work.yielding();
          yielding.add(work);
          yieldingSequences += sequences;
          budget -= sequences;
        }
      }
    }
    int beforePrefill = budget;
    for (Running work : running) {
      if (work.prefillLeft > 0) {
        budget -= prefill(work, budget);
        yieldingSequences += work.prefillLeft == 0 ? work.yielding() : 0;
      }
    }
    while (!preempted && budget > 0 && !waiting.isEmpty()) {
      Running admitted = admitNext();
      if (admitted == null) {
        break;
      }
      budget -= prefill(admitted, budget);
      yieldingSequences += admitted.prefillLeft == 0 ? admitted.yielding() : 0;
    }
    stepUnderWay = !running.isEmpty();
    if (stepUnderWay) {
      long endNanos = startNanos + cost.nanos(yieldingSequences, beforePrefill - budget);
      timer.at(endNanos, () -> endStep(startNanos, endNanos));
    }
  }

  private int prefill(Running work, int budget) {
    int tokens = Math.min(work.prefillLeft, budget);
    work.prefillLeft -= tokens;
    if (work.prefillLeft == 0) {
      work.fillPrompts(blocks, limits);
      yielding.add(work);
    }
    return tokens;
  }

  /** Preempts from the batch's end until the work has room, or is out of the batch itself. */
  private boolean makeRoom(Running work) {
    boolean preempted = false;
    while (blocks.free() < work.blocksForNextStep(limits)) {
      Running youngest = running.get(running.size() - 1);
      leave(youngest);
      youngest.gone = false;
      waiting.addFirst(youngest);
      preemptions += youngest.sequences;
      preempted = true;
      if (youngest == work) {
        break;
      }
    }
    return preempted;
  }

  /** Takes the queue's head into the batch, or leaves it there for want of room. */
  private @Nullable Running admitNext() {
    Running work = waiting.getFirst();
    if (runningSequences + work.sequences > limits.runningSequences()) {
      return null;
    }
    // A cached block that is free stops being free, so it counts like one that is to be taken.
    int needed = work.blocksForNextStep(limits);
    for (Prompt prompt : work.generation.prompts()) {
      needed += limits.blocks(prompt.tokens());
      for (int block : cachedBlocks(prompt)) {
        needed -= blocks.isFree(block) ? 0 : 1;
      }
    }
    if (needed > blocks.free()) {
      return null;
    }
    waiting.removeFirst();
    running.add(work);
    runningSequences += work.sequences;
    int cachedTokens = occupy(work);
    work.takeForNextStep(blocks, limits);
    if (!work.wasAdmitted) {
      work.wasAdmitted = true;
      prefixHitTokens += cachedTokens;
      work.generation.admitted(cachedTokens, timer.nanos());
    }
    return work;
  }

  /** Gives every prompt its blocks, and says how many tokens were found in them. */
  private int occupy(Running work) {
    int cachedTokens = 0;
    int promptTokens = 0;
    for (Prompt prompt : work.generation.prompts()) {
      int[] found = cachedBlocks(prompt);
      for (int block : found) {
        blocks.share(block);
        work.hold(block);
      }
      for (int count = found.length; count < limits.blocks(prompt.tokens()); count++) {
        work.hold(blocks.take());
      }
      cachedTokens += found.length * limits.blockTokens();
      promptTokens += prompt.tokens();
    }
    if (!work.wasAdmitted) {
      prefixQueriedTokens += promptTokens;
    }
    work.prefillLeft = promptTokens - cachedTokens + work.outputTokensSoFar();
    return cachedTokens;
  }

  /** The blocks a prompt begins with that are cached; its last token is always computed. */
  private int[] cachedBlocks(Prompt prompt) {
    int most = Math.min(prompt.blockHashes().length, (prompt.tokens() - 1) / limits.blockTokens());
    int[] found = new int[most];
    for (int position = 0; position < most; position++) {
      int block = blocks.find(prompt.blockHashes()[position]);
      if (block < 0) {
        return Arrays.copyOf(found, position);
      }
      found[position] = block;
    }
    return found;
  }

  private void endStep(long startNanos, long endNanos) {
    steps++;
    for (Running work : yielding) {
      if (!work.gone) {
        int step = work.stepsDone;
        work.stepDone();
        if (work.stepsDone == work.generation.steps()) {
          leave(work);
        }
        work.generation.stepped(step, timer.nanos());
      }
    }
    long nowNanos = timer.nanos();
    boolean late = nowNanos - endNanos > endNanos - startNanos;
    beginStep(late ? nowNanos : endNanos);
  }

  private void leave(Running work) {
    running.remove(work);
    runningSequences -= work.sequences;
    work.releaseAll(blocks);
    work.gone = true;
  }
}
