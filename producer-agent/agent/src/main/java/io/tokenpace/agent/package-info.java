/** The agent: a proxy before an engine that stamps every token and publishes node reports. */
@NullMarked
package io.tokenpace.agent;

import org.jspecify.annotations.NullMarked;
