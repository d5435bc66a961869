package io.tokenpace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.metrics.Counter;
import io.tokenpace.schemas.metrics.Latency;
import io.tokenpace.schemas.metrics.MetricSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricSetCodecTest {
  private final MetricSetCodec codec = new MetricSetCodec();

  private static MetricSet small() {
    MetricSet metrics = new MetricSet();
    metrics.add(Counter.REQUESTS_STARTED, 2);
    metrics.add(Counter.UNPLACED_TOKENS, -1);
    metrics.observe(Latency.ICL).add(3);
    metrics.observe(Latency.ICL).add(300);
    return metrics;
  }

  private String hex(MetricSet metrics) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.write(metrics, new DataOutputStream(bytes));
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private MetricSet read(String hex) throws IOException {
    return codec.read(new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex))));
  }

  @Test
  void writesWhatTheLayoutSays() throws IOException {
    // By hand; numbers are doubled (zigzag), from 128 on in two bytes, low seven bits first.
    String expected =
        "01" // version 1
            + "02" // groups: bit 0, CORE
            + "04" // 2 counters
            + "0004" // position 0: 2
            + "2401" // position 18: -1
            + "02" // 1 latency
            + "04" // position 2
            + "de04" // sum 303
            + "06" // min 3
            + "d804" // max 300
            + "04" // 2 cells
            + "0602" // cell 3: 1
            + "a60402"; // 275 further, cell 278 = (1 << 7) + (300 >> 1): 1

    assertThat(hex(small())).isEqualTo(expected);
    assertThat(hex(read(expected))).isEqualTo(expected);
  }

  @Test
  void aCopySharesNothing() throws IOException {
    MetricSet metrics = small();
    MetricSet copy = codec.copy(metrics);
    metrics.add(Counter.REQUESTS_STARTED, 1);
    metrics.observe(Latency.ICL).add(3);

    assertThat(hex(copy)).isEqualTo(hex(small()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "02 | metrics: version 2 (expected: 1)",
        "01 00 02 fe07 02 00 | position: 511 (expected: 0 to ",
        "01 00 00 02 00 00 00 00 feff07 | cells: 65535 (expected: at most 4352)",
        "01 00 00 02 00 06 06 06 02 06 01 | histogram: counts[0]: -1 (expected: >= 1)",
        "01 00 00 02 00 06 02 06 02 06 02 | histogram: min and max: 1 and 3",
        "01 00 01 | count: -1 (expected: 0 or more)"
      })
  void bytesThatContradictThemselvesAreRefused(String hex, String complaint) {
    assertThatThrownBy(() -> read(hex.replace(" ", "")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(complaint);
  }
}
