package io.tokenpace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokenpace.schemas.testing.DictionaryTable;
import io.tokenpace.schemas.testing.DictionaryTable.Kind;
import io.tokenpace.schemas.testing.DictionaryTable.Row;
import io.tokenpace.schemas.wire.FleetMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  private static final DictionaryTable TABLE = DictionaryTable.read();

  /** The names' expected Avro types, spelt out here and nowhere else. */
  private static final Map<String, String> IDENTITY_TYPES =
      Map.ofEntries(
          Map.entry("run", "string"),
          Map.entry("live", "boolean"),
          Map.entry("run_start", "long timestamp-micros"),
          Map.entry("run_end", "null or long timestamp-micros"),
          Map.entry("rollup", "string"),
          Map.entry("key", "string"),
          Map.entry("window_millis", "long"),
          Map.entry("window_end", "long timestamp-millis"),
          Map.entry("tumbling", "boolean"),
          Map.entry("revision", "int"),
          Map.entry("config_hash", "string"),
          Map.entry("complete", "boolean"));

  @Test
  void theTableHasARowForEveryCounterAndNoOther() {
    assertThat(TABLE.rows(Kind.COUNTER).stream().map(Row::name))
        .containsExactlyInAnyOrderElementsOf(
            Counter.ALL.stream().map(Counter::columnName).toList());
  }

  @Test
  void theTableHasARowForEveryLatencyWithItsSixParts() {
    assertThat(TABLE.rows(Kind.LATENCY).stream().map(Row::name))
        .containsExactlyInAnyOrderElementsOf(
            Latency.ALL.stream().map(Latency::columnName).toList());
    for (Row row : TABLE.rows(Kind.LATENCY)) {
      String sum = row.name().endsWith("tpot") ? "_sum_nanos" : "_sum_micros";
      assertThat(row.parts())
          .containsExactly(
              row.name() + "_count",
              row.name() + sum,
              row.name() + "_min_micros",
              row.name() + "_max_micros",
              row.name() + "_index",
              row.name() + "_counts");
      Latency latency = Latency.valueOf(row.name().toUpperCase(Locale.ROOT));
      assertThat(List.of(Latency.Part.values()).stream().map(latency::columnName))
          .containsExactlyElementsOf(row.parts());
    }
  }

  @Test
  void avroHasAFieldForEveryStoredPartAndNoOther() {
    List<String> expected = new ArrayList<>();
    for (Row row : TABLE.rows()) {
      if (row.kind() != Kind.DERIVED) {
        row.parts().forEach(part -> expected.add(camelCase(part)));
      }
    }
    assertThat(FleetMetrics.getClassSchema().getFields().stream().map(Schema.Field::name))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void avroTypesFollowKindAndGroup() {
    for (Row row : TABLE.rows(Kind.IDENTITY)) {
      assertThat(type(row.name())).as(row.name()).isEqualTo(IDENTITY_TYPES.get(row.name()));
    }
    for (Counter counter : Counter.ALL) {
      String expected = counter.group() == MetricGroup.CORE ? "long" : "null or long";
      assertThat(type(counter.columnName())).as(counter.columnName()).isEqualTo(expected);
    }
    for (Latency latency : Latency.ALL) {
      String name = latency.columnName();
      String count = latency.group() == MetricGroup.CORE ? "long" : "null or long";
      assertThat(type(name + "_count")).as(name).isEqualTo(count);
      for (String part : List.of("_min_micros", "_max_micros")) {
        assertThat(type(name + part)).as(name + part).isEqualTo("null or long");
      }
      assertThat(type(latency.columnName(Latency.Part.SUM))).as(name).isEqualTo("null or long");
      assertThat(type(name + "_index")).as(name).isEqualTo("null or array of int");
      assertThat(type(name + "_counts")).as(name).isEqualTo("null or array of long");
    }
  }

  @Test
  void whatIsDerivedIsMadeOfStoredParts() {
    Set<String> stored = new HashSet<>();
    for (Row row : TABLE.rows()) {
      if (row.kind() != Kind.DERIVED) {
        stored.addAll(row.parts());
      }
    }
    for (Row row : TABLE.rows(Kind.DERIVED)) {
      assertThat(stored).as(row.name()).containsAll(row.parts()).doesNotContain(row.name());
    }
  }

  @Test
  void formulasUseOnlyNamesOfTheTable() {
    Set<String> names = new TreeSet<>();
    for (Row row : TABLE.rows()) {
      names.add(row.name());
      names.addAll(row.parts());
    }
    Pattern word = Pattern.compile("\\b[a-z][a-z0-9]*(_[a-z0-9]+)+\\b");
    for (Row row : TABLE.rows(Kind.DERIVED)) {
      assertThat(word.matcher(row.formula()).results().map(match -> match.group()))
          .as(row.name() + ": " + row.formula())
          .isSubsetOf(names);
    }
  }

  @Test
  void everyDocumentedFieldSaysWhatItIs() {
    for (Schema.Field field : FleetMetrics.getClassSchema().getFields()) {
      assertThat(field.doc()).as(field.name()).isNotBlank();
    }
  }

  private static String type(String columnName) {
    Schema.Field field = FleetMetrics.getClassSchema().getField(camelCase(columnName));
    assertThat(field).as(columnName).isNotNull();
    return type(field.schema());
  }

  private static String type(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          String.join(" or ", schema.getTypes().stream().map(DictionaryTest::type).toList());
      case ARRAY -> "array of " + type(schema.getElementType());
      default -> {
        String logical = schema.getProp("logicalType");
        String type = schema.getType().getName();
        yield logical == null ? type : type + " " + logical;
      }
    };
  }

  /** Written without the code under test. */
  private static String camelCase(String snakeCase) {
    return Pattern.compile("_([a-z0-9])")
        .matcher(snakeCase)
        .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }
}
