/** The sockets both sides use: native where that works, else the JDK's. */
@NullMarked
package io.tokenpace.simulator.transport;

import org.jspecify.annotations.NullMarked;
