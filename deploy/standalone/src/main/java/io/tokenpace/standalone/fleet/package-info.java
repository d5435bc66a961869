/** A simulated fleet on this machine: engines, agents and load, each in a process of its own. */
@NullMarked
package io.tokenpace.standalone.fleet;

import org.jspecify.annotations.NullMarked;
