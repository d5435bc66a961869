/** What the engine and the GPUs say of themselves. */
@NullMarked
package io.tokenpace.agent.scrape;

import org.jspecify.annotations.NullMarked;
