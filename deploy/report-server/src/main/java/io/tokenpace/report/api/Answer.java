package io.tokenpace.report.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a request is answered: a document, and the same as a table for those who want CSV.
 *
 * @param document the JSON document; owned by this record
 * @param table its lines, flat: text, numbers, truth values and nulls; columns are the union of
 *     their names in order of appearance. Asked for at most once, and only for CSV
 */
public record Answer(ObjectNode document, Supplier<List<ObjectNode>> table) {}
