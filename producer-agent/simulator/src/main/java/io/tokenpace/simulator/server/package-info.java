/** Engines behind HTTP. */
@NullMarked
package io.tokenpace.simulator.server;

import org.jspecify.annotations.NullMarked;
