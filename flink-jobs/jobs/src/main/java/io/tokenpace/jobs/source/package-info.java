/** Reports from Kafka, with the event time that has passed. */
@NullMarked
package io.tokenpace.jobs.source;

import org.jspecify.annotations.NullMarked;
