/** Tables: Flyway over the migrations the schemas module holds. */
@NullMarked
package io.tokenpace.setup.table;

import org.jspecify.annotations.NullMarked;
