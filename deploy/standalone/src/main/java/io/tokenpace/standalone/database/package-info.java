/** A PostgreSQL server that lives as long as the process wants it. */
@NullMarked
package io.tokenpace.standalone.database;

import org.jspecify.annotations.NullMarked;
