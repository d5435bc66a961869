/** Where reports wait until Kafka has them. */
@NullMarked
package io.tokenpace.agent.spool;

import org.jspecify.annotations.NullMarked;
