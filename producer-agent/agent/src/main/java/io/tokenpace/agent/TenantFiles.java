package io.tokenpace.agent;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.tap.CredentialHash;
import io.tokenpace.agent.tap.PeerNetwork;
import io.tokenpace.agent.tap.TenantRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that say whose credentials are whose. The key's file holds the key in its first line;
 * the other a line for each credential: its hash, 32 hexadecimal digits, and after a blank its
 * tenant. Empty lines, and those that begin with #, are passed over.
 */
final class TenantFiles {
  private static final String HASH = "[0-9a-f]{32}";

  private TenantFiles() {}

  /**
   * The rule a configuration asks for.
   *
   * @throws IOException if a file cannot be read or holds something else; says which, and where
   */
  static TenantRule rule(AgentConfig.Identity identity) throws IOException {
    Path keyFile = identity.keyFile();
    Path names = identity.credentialsFile();
    return new TenantRule(
        identity.tenantHeader(),
        trusted(identity),
        keyFile == null ? null : new CredentialHash(key(keyFile)),
        names == null ? Map.of() : names(names));
  }

  private static List<PeerNetwork> trusted(AgentConfig.Identity identity) throws IOException {
    try {
      return identity.trustedPeers().stream().map(PeerNetwork::of).toList();
    } catch (IllegalArgumentException e) {
      throw new IOException("tenant.trusted_peers: " + e.getMessage(), e);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new IOException(
          "%s: %s (expected: a readable file)"
              .formatted(file, e instanceof NoSuchFileException ? "no such file" : e.toString()),
          e);
    }
  }

  private static byte[] key(Path file) throws IOException {
    List<String> lines = lines(file);
    String key = lines.isEmpty() ? "" : lines.get(0).strip();
    if (key.isEmpty()) {
      throw new IOException("%s: empty (expected: a key in its first line)".formatted(file));
    }
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> names(Path file) throws IOException {
    Map<String, String> names = new HashMap<>();
    List<String> lines = lines(file);
    for (int number = 0; number < lines.size(); number++) {
      String line = lines.get(number).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s+", 2);
      if (parts.length != 2 || !parts[0].matches(HASH)) {
        // Not the line itself: it may be a credential.
        throw new IOException(
            "%s: line %d (expected: 32 hexadecimal digits and a tenant)"
                .formatted(file, number + 1));
      }
      names.put(parts[0], parts[1]);
    }
    return names;
  }
}
