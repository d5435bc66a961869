package io.tokenpace.agent.spool;

import static io.tokenpace.schemas.testing.Seeds.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.agent.report.BuiltReport;
import io.tokenpace.agent.report.DropCounts;
import io.tokenpace.agent.report.DropReason;
import io.tokenpace.agent.testing.SteppedClock;
import io.tokenpace.schemas.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemorySpoolTest {
  private final SteppedClock clock = new SteppedClock();
  private final DropCounts drops = new DropCounts();
  private final MemorySpool spool = new MemorySpool(clock, 1_000, Duration.ofMinutes(1), drops);

  static List<Long> seeds() {
    return Seeds.of(20);
  }

  private static BuiltReport report(int number, int bytes) {
    return new BuiltReport(new byte[bytes], number);
  }

  @Test
  void givesReportsBackInTheirOrder() {
    spool.append(report(1, 10));
    spool.append(report(2, 10));
    assertThat(take()).isEqualTo(1);
    assertThat(take()).isEqualTo(2);
    assertThat(spool.peek()).isNull();
    assertThat(spool.pendingBytes()).isZero();
  }

  private int take() {
    BuiltReport head = spool.peek();
    assertThat(head).isNotNull();
    spool.remove();
    return head == null ? -1 : head.events();
  }

  @Test
  void dropsTheOldestWhenItIsFull() {
    for (int number = 1; number <= 3; number++) {
      spool.append(report(number, 400));
    }
    assertThat(spool.pendingReports()).isEqualTo(2);
    assertThat(drops.reports(DropReason.SPOOL_FULL)).isEqualTo(1);
    assertThat(drops.events(DropReason.SPOOL_FULL)).isEqualTo(1);
    assertThat(take()).isEqualTo(2);
  }

  @Test
  void dropsWhatIsTooOld() {
    spool.append(report(5, 10));
    clock.advanceMillis(30_000);
    spool.append(report(6, 10));
    assertThat(spool.oldestAgeMicros()).isEqualTo(30_000_000);
    clock.advanceMillis(30_001);
    assertThat(take()).isEqualTo(6);
    assertThat(drops.events(DropReason.SPOOL_EXPIRED)).isEqualTo(5);
  }

  @Test
  void keepsWhatIsBeingSent() {
    spool.append(report(1, 400));
    BuiltReport head = spool.peek();
    spool.append(report(2, 400));
    spool.append(report(3, 400));
    clock.advanceMillis(120_000);
    spool.append(report(4, 400));

    assertThat(spool.peek()).isSameAs(head);
    spool.release();
    spool.append(report(5, 10));
    assertThat(drops.events(DropReason.SPOOL_EXPIRED)).isEqualTo(3 + 1);
    assertThat(drops.events(DropReason.SPOOL_FULL)).isEqualTo(2);
    assertThat(take()).isEqualTo(4);
    assertThat(take()).isEqualTo(5);
  }

  @Test
  void nothingIsRemovedThatWasNotPeekedAt() {
    spool.append(report(1, 10));
    assertThatThrownBy(spool::remove).isInstanceOf(IllegalStateException.class);
    assertThat(spool.pendingReports()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyReportIsTakenDroppedOrPending(long seed) {
    Random random = new Random(seed);
    int offered = 0;
    int taken = 0;
    for (int i = 0; i < 2_000; i++) {
      clock.advanceMillis(random.nextInt(14_000));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          spool.append(report(1, random.nextInt(300)));
          offered++;
        }
        case 2 -> {
          @Nullable BuiltReport head = spool.peek();
          if (head != null && random.nextBoolean()) {
            spool.remove();
            taken++;
          }
        }
        default -> spool.release();
      }
      long dropped = drops.reports(DropReason.SPOOL_FULL) + drops.reports(DropReason.SPOOL_EXPIRED);
      assertThat(taken + dropped + spool.pendingReports()).as(describe(seed)).isEqualTo(offered);
    }
    assertThat(drops.reports(DropReason.SPOOL_FULL)).as(describe(seed)).isPositive();
    assertThat(drops.reports(DropReason.SPOOL_EXPIRED)).as(describe(seed)).isPositive();
  }
}
