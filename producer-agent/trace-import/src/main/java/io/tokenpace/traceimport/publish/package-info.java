/** Imported reports into Kafka. */
@NullMarked
package io.tokenpace.traceimport.publish;

import org.jspecify.annotations.NullMarked;
