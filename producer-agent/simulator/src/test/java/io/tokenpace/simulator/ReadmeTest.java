package io.tokenpace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.simulator.config.EngineConfig;
import io.tokenpace.simulator.config.FleetConfig;
import io.tokenpace.simulator.load.LoadConfig;
import io.tokenpace.simulator.load.Sessions;
import io.tokenpace.simulator.load.Shares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README shows the defaults; here it is held to them. */
class ReadmeTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  private static List<String> examples() throws IOException {
    return YAML.matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(MatchResult::group)
        .map(block -> block.replace("```yaml", "").replace("```", ""))
        .toList();
  }

  @Test
  void showsTheDefaultsOfAFleet() throws IOException {
    Path file = Files.writeString(folder.resolve("fleet.yaml"), examples().get(0));

    FleetConfig fleet = FleetConfig.read(file);

    assertThat(fleet.host()).isEqualTo(FleetConfig.DEFAULT_HOST);
    assertThat(fleet.engines())
        .containsExactly(
            EngineConfig.ofModel(
                EngineConfig.DEFAULT_NODE,
                0,
                EngineConfig.DEFAULT_SEED,
                EngineConfig.DEFAULT_MODEL));
    Path shortest = Files.writeString(folder.resolve("shortest.yaml"), "engines: [{}]");
    assertThat(FleetConfig.read(shortest).engines()).isEqualTo(fleet.engines());
  }

  @Test
  void showsTheDefaultsOfALoad() throws IOException {
    String example = examples().get(1).replaceAll("(?m)^arrivals:.*$", "");
    Path file = Files.writeString(folder.resolve("load.yaml"), example);

    LoadConfig load = LoadConfig.read(file);

    assertThat(load.seed()).isEqualTo(LoadConfig.DEFAULT_SEED);
    assertThat(load.traffic().shares()).isEqualTo(Shares.DEFAULT);
    assertThat(load.traffic().sessions()).isEqualTo(Sessions.DEFAULT);
    assertThat(load.traffic().workloads())
        .containsExactly(LoadConfig.Traffic.DEFAULT.workloads().get(0));
    assertThat(load.traffic().tenants())
        .containsExactly(LoadConfig.Traffic.DEFAULT.tenants().get(0));
    Path shortest =
        Files.writeString(
            folder.resolve("shortest.yaml"),
            "targets: [{url: 'http://127.0.0.1:8001'}]\nrecord: load.jsonl\nfor: 60s");
    assertThat(LoadConfig.read(shortest).pace()).isEqualTo(load.pace());
    assertThat(LoadConfig.read(shortest).targets()).isEqualTo(load.targets());
  }
}
