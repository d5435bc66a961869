package io.tokenpace.standalone;

import io.tokenpace.aggregation.config.PipelineConfig;
import io.tokenpace.aggregation.config.PipelineYaml;
import io.tokenpace.schemas.yaml.StrictYaml;
import java.nio.file.Path;

/** The configuration that comes with the launcher. */
final class Shipped {
  static final Path FILE = Path.of("tokenpace.yaml");

  private Shipped() {}

  static PipelineConfig config() {
    return PipelineYaml.read(StrictYaml.read(FILE));
  }
}
