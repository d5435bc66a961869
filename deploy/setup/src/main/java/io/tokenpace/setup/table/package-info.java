/** Tables: Flyway over the migrations the schemas module holds, what they make, and retention. */
@NullMarked
package io.tokenpace.setup.table;

import org.jspecify.annotations.NullMarked;
