package io.tokenpace.report.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables as CSV (RFC 4180, UTF-8): one header line, null as an empty cell, text as a spreadsheet
 * takes it for text. Thread-safe.
 */
final class Csv {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** What a spreadsheet would take for the start of a formula. */
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private Csv() {}

  static void write(List<ObjectNode> table, OutputStream out) throws IOException {
    Set<String> columns = new LinkedHashSet<>();
    table.forEach(line -> line.fieldNames().forEachRemaining(columns::add));
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    columns.forEach(schema::addColumn);
    try (SequenceWriter lines = MAPPER.writer(schema.build()).writeValues(out)) {
      for (ObjectNode line : table) {
        lines.write(harmless(line));
      }
    }
  }

  private static ObjectNode harmless(ObjectNode line) {
    ObjectNode copy = line.deepCopy();
    for (Map.Entry<String, JsonNode> cell : line.properties()) {
      JsonNode value = cell.getValue();
      if (value.isTextual() && startsFormula(value.textValue())) {
        copy.put(cell.getKey(), "'" + value.textValue());
      }
    }
    return copy;
  }

  private static boolean startsFormula(String text) {
    return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
  }
}
