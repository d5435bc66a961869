/** The files a process leaves behind, and those it does not. */
@NullMarked
package io.tokenpace.standalone.files;

import org.jspecify.annotations.NullMarked;
