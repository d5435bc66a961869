/** A report: the merged parts of all keys of one run over a range of event time. */
@NullMarked
package io.tokenpace.report;

import org.jspecify.annotations.NullMarked;
