/** New rows as they come: one reader for all who want the same ones. No HTTP in it. */
@NullMarked
package io.tokenpace.report.live;

import org.jspecify.annotations.NullMarked;
