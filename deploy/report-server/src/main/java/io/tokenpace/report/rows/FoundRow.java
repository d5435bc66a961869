package io.tokenpace.report.rows;

/**
 * A row that was found and not yet read.
 *
 * @param key which of the keys asked for it belongs to, by position
 * @param position where it lies
 * @param complete whether nothing is known to be missing from it
 * @param issue which issue of it was found
 */
record FoundRow(int key, RowPosition position, boolean complete, RowCache.Issue issue) {}
