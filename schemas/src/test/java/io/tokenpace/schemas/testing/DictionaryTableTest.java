package io.tokenpace.schemas.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.DictionaryTable.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryTableTest {
  private static final String HEAD = "| name | parts | unit | formula |\n|---|---|---|---|\n";

  @Test
  void tellsTheKindOfARowByItsParts() {
    DictionaryTable table =
        parse(
            HEAD
                + "| `run` | run | identity, text | The run |\n"
                + "| `folded` | folded | pairs | Pairs |\n"
                + "| `ttft` | ttft_count, ttft_index | ms | Time to first token |\n"
                + "| `rate` | folded, ttft_count | 1/s | folded ÷ ttft_count |\n");
    assertThat(table.rows().stream().map(DictionaryTable.Row::kind))
        .containsExactly(Kind.IDENTITY, Kind.COUNTER, Kind.LATENCY, Kind.DERIVED);
    assertThat(table.rows(Kind.DERIVED).get(0).parts()).containsExactly("folded", "ttft_count");
    assertThat(table.names(Kind.IDENTITY, Kind.COUNTER)).containsExactlyInAnyOrder("run", "folded");
  }

  @Test
  void aTableThatBreaksItsRulesIsRefused() {
    String good = "| `folded` | folded | pairs | Pairs |\n";
    for (String bad :
        List.of(
            good + good,
            "| folded | folded | pairs | Pairs |\n",
            "| `Folded` | folded | pairs | Pairs |\n",
            "| `folded` | folded | pairs |\n",
            "| `folded` | folded | pairs | a | b |\n",
            "| `folded` | folded | pairs |  |\n",
            "some text\n")) {
      assertThatThrownBy(() -> parse(HEAD + bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("row: ");
    }
    assertThatThrownBy(() -> DictionaryTable.parse(HEAD + good))
        .hasMessageStartingWith("table: no marks");
    assertThatThrownBy(() -> parse("\n")).hasMessageStartingWith("table: no head");
  }

  private static DictionaryTable parse(String table) {
    return DictionaryTable.parse(
        "text\n<!-- table begins -->\n" + table + "\n<!-- table ends -->\n");
  }
}
