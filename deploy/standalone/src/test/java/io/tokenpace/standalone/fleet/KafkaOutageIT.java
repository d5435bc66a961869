package io.tokenpace.standalone.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short version of the script outage-test. */
@Timeout(400)
class KafkaOutageIT {
  private static final long DEFAULT_SPOOL = 8 << 20;

  @TempDir Path directory;

  @Test
  void noRequestNoticesAndNoTokenIsLost() throws Exception {
    long seed = Seeds.of(1).get(0);
    Consumer<String> console = line -> System.out.println(line);
    try (KafkaOutage outage =
        new KafkaOutage(directory, Duration.ofSeconds(4), seed, DEFAULT_SPOOL, console)) {
      OutageFindings findings = outage.run();

      findings.lines().forEach(console);
      assertThat(findings.failures()).as(Seeds.describe(seed)).isEmpty();
      assertThat(findings.droppedEvents()).as(Seeds.describe(seed)).isZero();
    }
  }
}
