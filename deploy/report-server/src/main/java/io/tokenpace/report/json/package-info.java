/** Shows a report as JSON, under the metric dictionary's names and with its rounding. */
@NullMarked
package io.tokenpace.report.json;

import org.jspecify.annotations.NullMarked;
