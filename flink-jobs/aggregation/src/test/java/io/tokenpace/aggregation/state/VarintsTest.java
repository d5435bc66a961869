package io.tokenpace.aggregation.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintsTest {
  private static DataInputStream bytes(String hex) {
    return new DataInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
  }

  /** The vectors of the Protocol Buffers and Avro specifications, and the ends of the range. */
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "-1, 01",
    "1, 02",
    "-2, 03",
    "63, 7e",
    "-64, 7f",
    "64, 8001",
    "2147483647, feffffff0f",
    "-2147483648, ffffffff0f",
    "9223372036854775807, feffffffffffffffff01",
    "-9223372036854775808, ffffffffffffffffff01"
  })
  void areWrittenAndReadAsOthersDo(long value, String hex) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Varints.write(value, new DataOutputStream(written));

    assertThat(HexFormat.of().formatHex(written.toByteArray())).isEqualTo(hex);
    assertThat(Varints.read(bytes(hex))).isEqualTo(value);
  }

  @Test
  void moreThan64BitsAreRefused() {
    assertThatThrownBy(() -> Varints.read(bytes("ffffffffffffffffffff01")))
        .isInstanceOf(IOException.class)
        .hasMessage("a number of more than 64 bits (expected: a long)");
  }

  @Test
  void anUnfinishedNumberIsTheEndOfTheBytes() {
    assertThatThrownBy(() -> Varints.read(bytes("80"))).isInstanceOf(EOFException.class);
  }

  @Test
  void aCountIsNeverNegativeNorTooLarge() {
    assertThatThrownBy(() -> Varints.readCount(bytes("01")))
        .isInstanceOf(IOException.class)
        .hasMessage("count: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> Varints.readCount(bytes("feffffffffffffffff01")))
        .isInstanceOf(IOException.class);
  }
}
