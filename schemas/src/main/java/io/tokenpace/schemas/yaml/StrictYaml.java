package io.tokenpace.schemas.yaml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a YAML file of which every key must be known. Readers take the keys they know from a {@link
 * YamlSection}; a section that is closed with keys left refuses them.
 *
 * <p>Thread-safe.
 */
public final class StrictYaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private StrictYaml() {}

  /**
   * The top section of a file.
   *
   * @throws YamlException if the file cannot be read or is not a YAML mapping
   */
  public static YamlSection read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new YamlException(file + ": no such file (expected: a YAML file)", e);
    } catch (IOException e) {
      throw new YamlException(file + ": " + e.getMessage() + " (expected: a readable file)", e);
    }
  }

  /**
   * The top section of a text.
   *
   * @param name what complaints call the text
   * @throws YamlException if it is not a YAML mapping
   */
  public static YamlSection parse(String name, String yaml) {
    JsonNode root;
    try {
      root = MAPPER.readTree(yaml);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new YamlException(
          "%s: %s%s (expected: YAML)".formatted(name, line, e.getOriginalMessage()), e);
    }
    if (root instanceof MissingNode || root.isNull()) {
      root = MAPPER.createObjectNode();
    }
    return YamlSection.of(name, "", root);
  }
}
