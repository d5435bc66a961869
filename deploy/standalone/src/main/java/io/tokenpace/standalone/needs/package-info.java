/** What a replay needs of the machine, and whether it is there. */
@NullMarked
package io.tokenpace.standalone.needs;

import org.jspecify.annotations.NullMarked;
