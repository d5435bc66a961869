package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokenpace.schemas.testing.DictionaryTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DictionaryDocumentTest {
  @Test
  void saysOfEveryMetricWhatTheTableSays() {
    assertThat(DictionaryDocument.packaged().metrics())
        .extracting(entry -> entry.name() + entry.parts() + entry.unit() + entry.definition())
        .containsExactlyElementsOf(
            DictionaryTable.read().rows().stream()
                .map(row -> row.name() + row.parts() + row.unit() + row.formula())
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "ttft,3 Latencies",
    "ttft_all,3 Latencies",
    "itl_tail_ratio,5 Rates and bands",
    "slo_tpot_attainment,'6 Goodput, SLOs, waste'",
    "cost_per_million_good_tokens,7 Cost",
    "queue_depth,8 Gauges",
    "completeness,9 Trust in a row",
    "requests_ended,12 The table",
  })
  void saysWhichSectionExplainsAMetric(String name, String section) {
    assertThat(DictionaryDocument.packaged().metrics())
        .filteredOn(entry -> entry.name().equals(name))
        .extracting(DictionaryDocument.Entry::section)
        .containsExactly(section);
  }

  @Test
  void holdsTheGlossary() {
    assertThat(DictionaryDocument.packaged().terms())
        .contains(
            new DictionaryDocument.Term(
                "TTFT", "Time to first token: from accepted to the first output"))
        .allMatch(term -> !term.term().isBlank() && !term.meaning().isBlank());
  }

  @Test
  void refusesADocumentWithoutATable() {
    assertThatThrownBy(() -> DictionaryDocument.parse("# nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("dictionary: incomplete");
  }
}
