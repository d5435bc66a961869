package io.tokenpace.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.agent.config.AgentConfig;
import io.tokenpace.agent.config.AgentYaml;
import io.tokenpace.agent.time.SystemAgentClock;
import io.tokenpace.schemas.yaml.StrictYaml;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {
  @Test
  void walksTheWholeWayAndTouchesNoAddressOfTheAgent() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      AgentConfig config =
          AgentYaml.read(
              StrictYaml.parse(
                  "agent.yaml",
                  """
                  node: n
                  engine: {url: "http://127.0.0.1:%1$d"}
                  kafka: {bootstrap: "127.0.0.1:1"}
                  listen: 127.0.0.1:%1$d
                  admin: 127.0.0.1:%1$d
                  gpus: [{type: H100-SXM}]
                  """
                      .formatted(port)),
              "other");

      assertThat(WarmUp.run(config, new SystemAgentClock())).isEqualTo(WarmUp.REQUESTS);

      taken.setSoTimeout(1);
      assertThatThrownBy(taken::accept)
          .as("nobody came")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
