/** A Kafka broker inside the process, behind the one class that touches Kafka's internals. */
@NullMarked
package io.tokenpace.standalone.broker;

import org.jspecify.annotations.NullMarked;
