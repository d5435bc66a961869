/** Reports out of the spool into Kafka. */
@NullMarked
package io.tokenpace.agent.publish;

import org.jspecify.annotations.NullMarked;
