/** Per roll-up key: partials go into panes, panes merge into the rows of rolling windows. */
@NullMarked
package io.tokenpace.aggregation.window;

import org.jspecify.annotations.NullMarked;
