/** What the person at the terminal sees. */
@NullMarked
package io.tokenpace.standalone.console;

import org.jspecify.annotations.NullMarked;
