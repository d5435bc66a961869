/** Events of requests into node reports. */
@NullMarked
package io.tokenpace.agent.report;

import org.jspecify.annotations.NullMarked;
