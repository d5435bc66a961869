/**
 * A trace of any tool, and the node reports it becomes. Readers make {@link
 * io.tokenpace.traceimport.trace.TracedRequest}s; nothing here knows a file format.
 */
@NullMarked
package io.tokenpace.traceimport.trace;

import org.jspecify.annotations.NullMarked;
