/** Reads a report from the table of tumbling rows: the fewest rows that tile its range, merged. */
@NullMarked
package io.tokenpace.report.rows;

import org.jspecify.annotations.NullMarked;
