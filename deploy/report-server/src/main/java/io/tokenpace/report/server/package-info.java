/** The report server's process: HTTP around the API, and everything it is put together from. */
@NullMarked
package io.tokenpace.report.server;

import org.jspecify.annotations.NullMarked;
