package io.tokenpace.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.metrics.MetricGroup;
import io.tokenpace.schemas.testing.DictionaryTable;
import io.tokenpace.schemas.testing.DictionaryTable.Kind;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  private static final String VIEW_PREFIX = "vllm_bench_";

  /** Names of the table but for those that say what a row is about, in the table's order. */
  private static List<String> tableNames(Predicate<String> which) {
    return DictionaryTable.read().rows().stream()
        .filter(row -> row.kind() != Kind.IDENTITY)
        .map(DictionaryTable.Row::name)
        .filter(which)
        .toList();
  }

  @Test
  void showsEveryMetricOfTheTableAndNoOtherInItsOrder() {
    assertThat(Dictionary.metrics())
        .extracting(Metric::name)
        .containsExactlyElementsOf(tableNames(name -> !name.startsWith(VIEW_PREFIX)));
  }

  @Test
  void theViewOfVllmBenchHoldsTheNamesWithItsPrefix() {
    assertThat(Dictionary.view(MetricGroup.VLLM_BENCH))
        .extracting(Metric::name)
        .containsExactlyElementsOf(tableNames(name -> name.startsWith(VIEW_PREFIX)));
  }
}
