/**
 * What the pipe between producers and tables does: what waits, what was refused, what is missing.
 */
@NullMarked
package io.tokenpace.report.pipeline;

import org.jspecify.annotations.NullMarked;
