/** Consumers to begin with. */
@NullMarked
package io.tokenpace.examples;

import org.jspecify.annotations.NullMarked;
