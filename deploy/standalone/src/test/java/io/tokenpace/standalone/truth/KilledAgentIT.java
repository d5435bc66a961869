package io.tokenpace.standalone.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.Seeds;
import io.tokenpace.standalone.Up;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short version of the script agent-kill-test: the lease is shorter. */
@Timeout(400)
class KilledAgentIT {
  @TempDir Path directory;

  @Test
  void itsRequestsAreLostOnceAndItsGpuIsPaidForUpToTheLeasesEnd() throws Exception {
    long seed = Seeds.of(1).get(0);
    Path config =
        Files.writeString(
            directory.resolve("config.yaml"),
            Files.readString(Path.of("tokenpace.yaml")).replace("lease: 30s", "lease: 8s"));
    List<String> up =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            Up.class.getName());

    List<String> failures =
        new KilledAgent(up, directory, config, System.out::println).run("60s", seed);

    assertThat(failures).as(Seeds.describe(seed)).isEmpty();
  }
}
