/** The whole pipe in one process: recorded traffic in, a report out. */
@NullMarked
package io.tokenpace.standalone;

import org.jspecify.annotations.NullMarked;
