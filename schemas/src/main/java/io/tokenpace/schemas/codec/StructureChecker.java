package io.tokenpace.schemas.codec;

import java.util.List;
import org.apache.avro.Schema;

/**
 * Walks a record by its schema without building anything, so that Avro's own decoder is only ever
 * shown bytes whose lengths are true; that decoder would believe a length and allocate it.
 *
 * <p>Thread-safe: holds no state.
 */
final class StructureChecker {
  private StructureChecker() {}

  static void check(BinaryReader reader, Schema schema, String field) {
    switch (schema.getType()) {
      case RECORD -> {
        List<Schema.Field> children = schema.getFields();
        // By position: this walks every report, and an iterator a record would be all its garbage.
        for (int i = 0; i < children.size(); i++) {
          check(reader, children.get(i).schema(), children.get(i).name());
        }
      }
      case ENUM -> reader.readEnum(field, schema.getEnumSymbols().size());
      case ARRAY -> {
        for (int items = reader.readBlock(field); items > 0; items = reader.readBlock(field)) {
          for (int item = 0; item < items; item++) {
            check(reader, schema.getElementType(), field);
          }
        }
      }
      case UNION -> {
        int branch = reader.readEnum(field, schema.getTypes().size());
        check(reader, schema.getTypes().get(branch), field);
      }
      case FIXED -> reader.skip(field, schema.getFixedSize());
      case STRING -> reader.skipString(field);
      case BYTES -> reader.skipBytes(field);
      case INT -> reader.readInt(field);
      case LONG -> reader.readLong(field);
      case BOOLEAN -> reader.readBoolean(field);
      case NULL -> {
        // A null has no bytes.
      }
      case MAP, FLOAT, DOUBLE ->
          throw new IllegalStateException(
              field + ": type " + schema.getType() + " (expected: a type the wire uses)");
    }
  }
}
