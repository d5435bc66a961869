package io.tokenpace.traceimport.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.traceimport.testing.BenchFile;
import io.tokenpace.traceimport.testing.DecodedTrace;
import io.tokenpace.traceimport.testing.SequenceCheck;
import io.tokenpace.traceimport.trace.ImportOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made of whole nanoseconds, so that every expected stamp is plain integer arithmetic. */
class RandomFilesTest {
  @TempDir private Path directory;

  private record Made(long startNanos, List<Long> stampNanos, boolean failed) {
    long roundedMicros(int stamp) {
      return (stampNanos.get(stamp) + 500) / 1_000;
    }
  }

  @Test
  void reportsKeepTheirPromisesAndEveryStampIsExact() {
    for (int round = 0; round < 40; round++) {
      long seed = System.nanoTime();
      System.out.println("RandomFilesTest seed: " + seed);
      RandomGenerator random = new Random(seed);
      boolean dense = round % 8 == 0;
      boolean chat = random.nextBoolean();
      List<Made> made = new ArrayList<>();
      int requests = dense ? 30 : 1 + random.nextInt(12);
      for (int request = 0; request < requests; request++) {
        made.add(make(random, dense));
      }
      check(seed, chat, made);
    }
  }

  private void check(long seed, boolean chat, List<Made> made) {
    BenchFile file = chat ? BenchFile.chat() : BenchFile.completions();
    long earliestNanos = Long.MAX_VALUE;
    for (Made request : made) {
      add(file, request, chat);
      earliestNanos = Math.min(earliestNanos, request.startNanos());
    }
    boolean role = chat && made.stream().anyMatch(request -> !request.failed());

    DecodedTrace trace =
        new DecodedTrace(new VllmBenchReader().read(file.in(directory), ImportOptions.ofNode("n")));

    SequenceCheck.check(trace.reports());
    long firstAccepted = trace.reports().get(0).getBaseTimeMicros();
    for (int i = 0; i < made.size(); i++) {
      Made request = made.get(i);
      DecodedTrace.Request seen = trace.request(i);
      List<Long> expected = new ArrayList<>();
      for (int stamp = role ? 1 : 0; stamp < request.stampNanos().size(); stamp++) {
        expected.add(seen.acceptedMicros + request.roundedMicros(stamp));
      }
      assertThat(seen.acceptedMicros - firstAccepted)
          .as("seed %d, request %d", seed, i)
          .isEqualTo((request.startNanos() - earliestNanos + 500) / 1_000);
      assertThat(seen.outputMicros).as("seed %d, request %d", seed, i).isEqualTo(expected);
      assertThat(seen.end.getCountedOutputTokens()).isEqualTo(expected.size());
    }
  }

  private static Made make(RandomGenerator random, boolean dense) {
    long spreadNanos = dense ? 1_000_000 : 20_000_000_000L;
    boolean failed = random.nextInt(5) == 0;
    List<Long> stamps = new ArrayList<>();
    long time = 1 + random.nextLong(dense ? 1_000 : 3_000_000_000L);
    int chunks = dense ? 400 : failed ? random.nextInt(4) : 1 + random.nextInt(40);
    for (int chunk = 0; chunk < chunks; chunk++) {
      stamps.add(time);
      time +=
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(2_000);
            case 2 -> random.nextLong(dense ? 200_000 : 50_000_000);
            default -> random.nextLong(dense ? 100 : 4_000_000_000L);
          };
    }
    return new Made(random.nextLong(spreadNanos), stamps, failed);
  }

  private static void add(BenchFile file, Made request, boolean chat) {
    List<String> gaps = new ArrayList<>();
    for (int stamp = 1; stamp < request.stampNanos().size(); stamp++) {
      gaps.add(seconds(request.stampNanos().get(stamp) - request.stampNanos().get(stamp - 1)));
    }
    String ttft = request.stampNanos().isEmpty() ? "0.0" : seconds(request.stampNanos().get(0));
    String itls = String.join(", ", gaps);
    if (request.failed()) {
      file.failure(seconds(request.startNanos()), ttft, itls, "boom");
    } else {
      file.success(seconds(request.startNanos()), ttft, itls, gaps.size() + (chat ? 0 : 1));
    }
  }

  private static String seconds(long nanos) {
    return nanos % 2 == 0
        ? nanos + "e-9"
        : "%d.%09d".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }
}
