/** The command that imports other tools' traces: options in, published node reports out. */
@NullMarked
package io.tokenpace.traceimport;

import org.jspecify.annotations.NullMarked;
