package io.tokenpace.report.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost:8090, true",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, [::1]:8090, true",
    "127.0.0.1, REPORTS.example:80, true",
    "127.0.0.1, evil.example, false",
    "127.0.0.1, localhost.evil.example, false",
    "127.0.0.1, 10.0.0.1:8090, false",
    "127.0.0.1, localhost:8090:1, false",
    "127.0.0.1, '', false",
    "127.0.0.1, , false",
    "10.0.0.1, 10.0.0.1:8090, true",
    "0.0.0.0, 10.0.0.1:8090, true",
    "0.0.0.0, evil.example, false",
    "0.0.0.0, 1.2.3.4.evil.example, false",
    "'::', [fe80::1]:8090, true",
  })
  void answersToItsOwnNamesOnly(String bind, @Nullable String header, boolean accepted) {
    assertThat(new Hosts(bind, Set.of("reports.example")).accept(header)).isEqualTo(accepted);
  }
}
