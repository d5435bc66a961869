/**
 * The metrics-loader: carries rows of results from Kafka to PostgreSQL, so that an outage of the
 * database stops neither results nor alerts.
 */
@NullMarked
package io.tokenpace.jobs.loader;

import org.jspecify.annotations.NullMarked;
