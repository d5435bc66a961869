/** The one command that creates and checks what Tokenpace keeps its data in. */
@NullMarked
package io.tokenpace.setup;

import org.jspecify.annotations.NullMarked;
