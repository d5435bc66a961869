/**
 * Topics: a pure comparison of what is wanted and found, and a thin shell over Kafka's admin
 * client.
 */
@NullMarked
package io.tokenpace.setup.topic;

import org.jspecify.annotations.NullMarked;
