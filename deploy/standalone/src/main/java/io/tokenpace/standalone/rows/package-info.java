/** Whether all rows of a run are where they belong. */
@NullMarked
package io.tokenpace.standalone.rows;

import org.jspecify.annotations.NullMarked;
